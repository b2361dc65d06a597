// As whom requests are sent, and what can be done about it.
import { useEffect, useState } from "react";
import { setCredentials, useCredentials } from "./credentials";
import { claimsOf } from "./token";

export function SignedIn() {
  const { key, token, offered } = useCredentials();
  const now = useNow();
  return (
    <div className="caller" role="status">
      <span>{sentence(key, token, now)}</span>
      {offered && (
        <button type="button" onClick={() => setCredentials({ token: offered, offered: "" })}>
          Use the token of the last answer
        </button>
      )}
      {token && (
        <button type="button" onClick={() => setCredentials({ token: "", offered: "" })}>
          Forget the token
        </button>
      )}
    </div>
  );
}

function sentence(key: string, token: string, now: number): string {
  if (!token) {
    return key.startsWith("rk_sec_") ? "Administering by secret key" : "Not signed in";
  }
  const claims = claimsOf(token);
  if (!claims) {
    return token.startsWith("pk_") ? "Using a personal key" : "Using a token";
  }
  const at = claims.expires.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const isOver = claims.expires.getTime() <= now;
  return isOver ? `The token ran out at ${at}: log in again` : `${claims.email}, until ${at}`;
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
