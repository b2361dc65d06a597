// The bar above GraphiQL: the name, the credentials, and as whom requests are sent.
import { type SubmitEvent, useId, useState } from "react";
import { setCredentials, useCredentials } from "./credentials";
import { Files } from "./Files";
import icon from "./icon.svg";
import { SignedIn } from "./SignedIn";

export function Header() {
  const { key, token } = useCredentials();
  return (
    <header className="bar">
      <h1>
        <img src={icon} alt="" width="24" height="24" /> Rollcall
      </h1>
      <Secret
        label="API key"
        hint="rk_pub_… or rk_sec_…, or none"
        value={key}
        onChange={(value) => setCredentials({ key: value })}
      />
      <Secret
        label="Token"
        hint="filled in by Signup and Login"
        value={token}
        onChange={(value) => setCredentials({ token: value, offered: "" })}
      />
      <Files />
      <SignedIn />
    </header>
  );
}

interface SecretProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  onChange(value: string): void;
}

// A field for a secret. It takes effect when it is left or on Enter, not letter by letter.
function Secret({ label, hint, value, onChange }: SecretProps) {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const [isShown, setShown] = useState(false);
  const commit = () => {
    if (draft !== undefined) {
      setDraft(undefined);
      onChange(draft.trim());
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    commit();
  };
  return (
    <form className="secret" onSubmit={submit}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={isShown ? "text" : "password"}
        // Browsers would offer to keep a password; this is none, and must not leave the tab.
        autoComplete="off"
        data-1p-ignore
        spellCheck={false}
        placeholder={hint}
        value={draft ?? value}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
      />
      <button
        type="button"
        aria-pressed={isShown}
        aria-label={`Show ${label}`}
        onClick={() => setShown(!isShown)}
      >
        {isShown ? "Hide" : "Show"}
      </button>
    </form>
  );
}
