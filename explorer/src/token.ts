// What an access token says of itself. It is not verified: only the server can do that.

export interface Claims {
  readonly email: string;
  readonly expires: Date;
}

// Gives nothing for what is no access token, such as a personal key.
export function claimsOf(token: string): Claims | undefined {
  try {
    const part = token.split(".")[1] ?? "";
    const bytes = Uint8Array.from(atob(part.replace(/-/g, "+").replace(/_/g, "/")), byteAt);
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isClaims(claims)
      ? { email: claims.email, expires: new Date(claims.exp * 1000) }
      : undefined;
  } catch {
    return undefined;
  }
}

function byteAt(character: string): number {
  return character.charCodeAt(0);
}

function isClaims(value: unknown): value is { email: string; exp: number } {
  const claims = value as { email?: unknown; exp?: unknown } | null;
  return typeof claims?.email === "string" && typeof claims.exp === "number";
}
