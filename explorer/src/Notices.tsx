// What an operator has switched off, and what that means on this page.

const { introspection, documents } = document.documentElement.dataset;

export const isClosed = introspection === "off" || documents === "trusted";

export function Notices() {
  return (
    <>
      {introspection === "off" && (
        <p className="notice" role="note">
          Introspection is switched off on this server (ROLLCALL_INTROSPECTION): there is no
          documentation to read here and nothing is completed, but operations run.
        </p>
      )}
      {documents === "trusted" && (
        <p className="notice" role="note">
          This server runs trusted documents only (ROLLCALL_TRUSTED_DOCUMENTS). What is typed here
          runs only if it is one of them, to the letter.
        </p>
      )}
    </>
  );
}
