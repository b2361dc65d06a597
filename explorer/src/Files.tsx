// Files for operations that take an Upload: chosen here, and named in the variables.
import { type ChangeEvent, useId } from "react";
import { attach, detach, useAttached } from "./uploads";

export function Files() {
  const id = useId();
  const files = useAttached();
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    attach(event.target.files ?? []);
    event.target.value = ""; // So that the same file can be chosen again.
  };
  return (
    <div className="files">
      <label htmlFor={id} title={'For an Upload: "@NAME" in the variables stands for the file.'}>
        Attach files
      </label>
      <input id={id} type="file" multiple onChange={onChange} />
      {files.map((file) => (
        <button
          key={file.name}
          type="button"
          title={`"@${file.name}" in the variables stands for this file. Click to take it away.`}
          onClick={() => detach(file)}
        >
          @{file.name} <span aria-hidden="true">✕</span>
        </button>
      ))}
    </div>
  );
}
