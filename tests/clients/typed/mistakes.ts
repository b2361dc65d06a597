// What the compiler must refuse: each line below a mark is a mistake, and one that passes fails.
import type {
  DataComparator,
  ErrorCode,
  MeQuery,
  SignupInput,
  UserFilter,
} from "./generated/graphql.ts";

// @ts-expect-error An e-mail address is required.
export const nobody: SignupInput = { password: "tall green kettle" };

// @ts-expect-error There is no such field.
export const typo: SignupInput = { email: "a@example.com", password: "kettle", nmae: "Ann" };

// @ts-expect-error Exactly one comparison, not two.
export const two: DataComparator = { number: { gte: 1 }, exists: true };

// @ts-expect-error A number is compared with a number.
export const text: UserFilter = { referralCount: { gt: "1" } };

// @ts-expect-error There is no such code.
export const code: ErrorCode = "EMAIL_USED";

// @ts-expect-error The e-mail address of another member is null.
export const address = (user: NonNullable<MeQuery["me"]>): string => user.email;

// @ts-expect-error The document does not ask for the tokens.
export const tokens = (user: NonNullable<MeQuery["me"]>): unknown => user.tokens;
