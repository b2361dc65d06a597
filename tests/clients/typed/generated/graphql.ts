/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Conditions on events, which must all hold. */
export type AuditEventFilter = {
  /** Who did it, gone or not. */
  actorId?: string | null | undefined;
  /** When it happened. */
  createdAt?: DateTimeFilter | null | undefined;
  /** One of these, at most all types; of none, nothing. */
  type?: Array<AuditEventType> | null | undefined;
  /** Whom it is about, gone or not. */
  userId?: string | null | undefined;
};

/** What can happen to an account or a project. */
export type AuditEventType =
  /** A user deleted its account. */
  | 'ACCOUNT_DELETED'
  /** Failed attempts, ten in a row or more, have locked the account for a while. */
  | 'LOCKED_OUT'
  /** A user signed in. */
  | 'LOGIN'
  /** A sign-in was refused; `user` is null where there is no such account. */
  | 'LOGIN_FAILED'
  /** A user ended sessions of its own by `logout`. */
  | 'LOGOUT'
  /** A user changed its password. */
  | 'PASSWORD_CHANGED'
  /** A user changed its profile; `data` names the fields. */
  | 'PROFILE_UPDATED'
  /** An administrator changed the project; `data` names the fields. */
  | 'PROJECT_UPDATED'
  /** One session was ended by `revokeSession`. */
  | 'SESSION_REVOKED'
  /** Somebody registered. */
  | 'SIGNUP'
  /** A session went on with a new refresh token. */
  | 'TOKEN_REFRESHED'
  /** A used refresh token came again, so its session has ended. */
  | 'TOKEN_REUSED'
  /** An administrator made an account. */
  | 'USER_CREATED'
  /** An administrator deleted an account. */
  | 'USER_DELETED'
  /** An administrator changed an account; `data` names the fields. */
  | 'USER_UPDATED';

/** Conditions on a truth value, which must all hold. */
export type BooleanFilter = {
  /** Equal. */
  eq?: boolean | null | undefined;
  /** True: there is no value. False: there is one. */
  isNull?: boolean | null | undefined;
  /** The complement of `eq`: it matches a missing value too. */
  ne?: boolean | null | undefined;
};

/** The old password and the new one. */
export type ChangePasswordInput = {
  /** The password until now; it has 128 characters at most. */
  currentPassword: string;
  /** By the rules of the project; 128 characters at most. */
  newPassword: string;
};

/** Exactly one comparison. Its type is also a condition: `number` sees only JSON numbers, so {"age": "abc"} neither matches `number: {gt: 5}` nor makes the query fail. */
export type DataComparator =
  {   /** True or false. */
  boolean: BooleanFilter; dateTime?: never; exists?: never; list?: never; number?: never; string?: never; }
  |  { boolean?: never;   /** An ISO 8601 string in `data`, compared as an instant: a date, or a date with a time; without an offset it is UTC. */
  dateTime: DateTimeFilter; exists?: never; list?: never; number?: never; string?: never; }
  |  { boolean?: never; dateTime?: never;   /** True: there is a value that is not JSON null. */
  exists: boolean; list?: never; number?: never; string?: never; }
  |  { boolean?: never; dateTime?: never; exists?: never;   /** A JSON list of strings. */
  list: StringListFilter; number?: never; string?: never; }
  |  { boolean?: never; dateTime?: never; exists?: never; list?: never;   /** A JSON number. */
  number: FloatFilter; string?: never; }
  |  { boolean?: never; dateTime?: never; exists?: never; list?: never; number?: never;   /** A JSON string. */
  string: StringFilter; };

/** One condition on a value in `data`. */
export type DataFilter = {
  /** What must be true of the value. */
  is: DataComparator;
  /** Keys from the root of `data`: "age" or ["address", "city"]. At most 8, of 128 characters each. */
  path: Array<string>;
};

/** Conditions on an instant, which must all hold; later is greater. */
export type DateTimeFilter = {
  /** Equal. */
  eq?: string | null | undefined;
  /** Greater. */
  gt?: string | null | undefined;
  /** Greater or equal. */
  gte?: string | null | undefined;
  /** True: there is no value. False: there is one. */
  isNull?: boolean | null | undefined;
  /** Less. */
  lt?: string | null | undefined;
  /** Less or equal. */
  lte?: string | null | undefined;
  /** The complement of `eq`: it matches a missing value too. */
  ne?: string | null | undefined;
};

/** The proof that it is the user who asks. */
export type DeleteAccountInput = {
  /** The password of the account; it has 128 characters at most. */
  password: string;
};

/** Why a mutation changed nothing. */
export type ErrorCode =
  /** The account is switched off. Only who knows its password is told. */
  | 'ACCOUNT_INACTIVE'
  /** Too many attempts have failed: wait for `retryAfter` seconds. */
  | 'ACCOUNT_LOCKED'
  /** Another account of the project has this e-mail address, in whatever case. */
  | 'EMAIL_TAKEN'
  /** A value has not the form that it must have; the message says which. */
  | 'INVALID'
  /** The e-mail address or user name, or the password, is wrong; it is not said which. */
  | 'INVALID_CREDENTIALS'
  /** The refresh token is unknown, used or has run out: log in again. */
  | 'INVALID_TOKEN'
  /** The project would be left without an active administrator. */
  | 'LAST_ADMIN'
  /** Nothing has this ID, or nothing that the caller may know of. */
  | 'NOT_FOUND'
  /** A new password breaks rules, which `brokenRules` names. */
  | 'PASSWORD_WEAK'
  /** There is no user with the ID that was given for the referrer. */
  | 'REFERRER_NOT_FOUND'
  /** A value is needed here, and none was given. */
  | 'REQUIRED'
  /** A value is longer than its place allows. */
  | 'TOO_LONG'
  /** A value is shorter than its place allows. */
  | 'TOO_SHORT'
  /** Another account of the project has this user name, in whatever case. */
  | 'USERNAME_TAKEN'
  /** The password given as the present one is wrong. */
  | 'WRONG_PASSWORD';

/** Conditions on a number, which must all hold. Numbers compare as IEEE 754 doubles: 30 equals 30.0, and whole numbers beyond 2^53 equal their nearest double. */
export type FloatFilter = {
  /** Equal. */
  eq?: number | null | undefined;
  /** Greater. */
  gt?: number | null | undefined;
  /** Greater or equal. */
  gte?: number | null | undefined;
  /** One of these; of none, nobody. 500 at most. */
  in?: Array<number> | null | undefined;
  /** True: there is no value. False: there is one. */
  isNull?: boolean | null | undefined;
  /** Less. */
  lt?: number | null | undefined;
  /** Less or equal. */
  lte?: number | null | undefined;
  /** The complement of `eq`: it matches a missing value too. */
  ne?: number | null | undefined;
  /** The complement of `in`: it matches a missing value too. 500 at most. */
  notIn?: Array<number> | null | undefined;
};

/** Conditions on an ID, which must all hold. */
export type IdFilter = {
  /** Equal. */
  eq?: string | null | undefined;
  /** One of these; of none, nobody. 500 at most. */
  in?: Array<string> | null | undefined;
  /** True: there is no value. False: there is one. */
  isNull?: boolean | null | undefined;
  /** The complement of `eq`: it matches a missing value too. */
  ne?: string | null | undefined;
  /** The complement of `in`: it matches a missing value too. 500 at most. */
  notIn?: Array<string> | null | undefined;
};

/** Conditions on a whole number, which must all hold. */
export type IntFilter = {
  /** Equal. */
  eq?: number | null | undefined;
  /** Greater. */
  gt?: number | null | undefined;
  /** Greater or equal. */
  gte?: number | null | undefined;
  /** One of these; of none, nobody. 500 at most. */
  in?: Array<number> | null | undefined;
  /** Less. */
  lt?: number | null | undefined;
  /** Less or equal. */
  lte?: number | null | undefined;
  /** The complement of `eq`: it matches a missing value too. */
  ne?: number | null | undefined;
  /** The complement of `in`: it matches a missing value too. 500 at most. */
  notIn?: Array<number> | null | undefined;
};

/** Exactly one of `email` and `username` is given. */
export type LoginInput = {
  /** The e-mail address, in whatever case; 254 characters at most. */
  email?: string | null | undefined;
  /** To the letter; it has 128 characters at most. */
  password: string;
  /** The user name, in whatever case; 64 characters at most. */
  username?: string | null | undefined;
};

/** What to end. */
export type LogoutInput = {
  /** Which sessions; the present one if left out. */
  scope?: SessionScope;
};

/** The direction of an order; missing values come last in both. */
export type OrderDirection =
  /** The least first. */
  | 'ASC'
  /** The greatest first. */
  | 'DESC';

/** A rule for new passwords; what is said of each is how it is broken. */
export type PasswordRule =
  /** It contains the e-mail address, the user name or a name of the user. */
  | 'CONTAINS_IDENTITY'
  /** It has no digit, and the project asks for one. */
  | 'NO_DIGIT'
  /** It has no lower-case letter, and the project asks for one. */
  | 'NO_LOWERCASE'
  /** It has no symbol or punctuation mark, and the project asks for one. */
  | 'NO_SYMBOL'
  /** It has no upper-case letter, and the project asks for one. */
  | 'NO_UPPERCASE'
  /** It is the password that the account has. */
  | 'SAME_AS_OLD'
  /** It is on the list of common passwords. */
  | 'TOO_COMMON'
  /** It has more than 128 characters. */
  | 'TOO_LONG'
  /** It has fewer characters than the project asks for, which is 8 or more. */
  | 'TOO_SHORT';

/** The newest refresh token of a session. */
export type RefreshTokenInput = {
  /** As the server gave it; it works once. May be left out where the server keeps it in a cookie. */
  refreshToken?: string | null | undefined;
};

/** Which session to end. */
export type RevokeSessionInput = {
  /** The ID of the session: sess_… */
  id: string;
};

/** Which sessions of a user a logout ends. */
export type SessionScope =
  /** All sessions of the user. */
  | 'ALL'
  /** The session that this request was made with. */
  | 'CURRENT'
  /** All sessions of the user but the one that this request was made with. */
  | 'OTHERS';

/** A new account. */
export type SignupInput = {
  /** An http or https URL; 2,048 characters at most. */
  avatarUrl?: string | null | undefined;
  /** 100 characters at most. */
  city?: string | null | undefined;
  /** 100 characters at most. */
  country?: string | null | undefined;
  /** A JSON object of the application's own: 64 KiB, 8 levels, 200 keys at most. */
  data?: unknown;
  /** Unique in the project without regard to case; 254 characters at most. */
  email: string;
  /** 100 characters at most. */
  firstName?: string | null | undefined;
  /** 100 characters at most. */
  lastName?: string | null | undefined;
  /** 200 characters at most. */
  name?: string | null | undefined;
  /** By the rules of the project; 128 characters at most. */
  password: string;
  /** 40 characters at most. */
  phone?: string | null | undefined;
  /** A JSON object of the user's own settings: 64 KiB, 8 levels, 200 keys at most. */
  preferences?: unknown;
  /** The ID of the user who brought this one: user_… */
  referredById?: string | null | undefined;
  /** The name of an IANA time zone, e.g. Asia/Karachi. */
  timezone?: string | null | undefined;
  /** Unique in the project without regard to case; 64 characters at most, no spaces. */
  username?: string | null | undefined;
};

/** Conditions on a text, which must all hold. Case counts, except in `ieq`, `icontains`; those fold case for all of Unicode, the same on every database. Order is that of code points. */
export type StringFilter = {
  /** Contains this to the letter. */
  contains?: string | null | undefined;
  /** Ends with this to the letter. */
  endsWith?: string | null | undefined;
  /** Equal. */
  eq?: string | null | undefined;
  /** Greater. */
  gt?: string | null | undefined;
  /** Greater or equal. */
  gte?: string | null | undefined;
  /** Contains this, whatever the case. */
  icontains?: string | null | undefined;
  /** Equal, whatever the case. */
  ieq?: string | null | undefined;
  /** One of these; of none, nobody. 500 at most. */
  in?: Array<string> | null | undefined;
  /** True: there is no value. False: there is one. */
  isNull?: boolean | null | undefined;
  /** Less. */
  lt?: string | null | undefined;
  /** Less or equal. */
  lte?: string | null | undefined;
  /** The complement of `eq`: it matches a missing value too. */
  ne?: string | null | undefined;
  /** The complement of `in`: it matches a missing value too. 500 at most. */
  notIn?: Array<string> | null | undefined;
  /** Begins with this to the letter. */
  startsWith?: string | null | undefined;
};

/** Conditions on a JSON list in which every element is a string, which must all hold; other values never match. */
export type StringListFilter = {
  /** Has this element. */
  contains?: string | null | undefined;
  /** Has all of these elements; of none, every list. 500 at most. */
  containsAll?: Array<string> | null | undefined;
  /** Has one of these elements; of none, nobody. 500 at most. */
  containsAny?: Array<string> | null | undefined;
  /** True: has no element. False: has one. */
  isEmpty?: boolean | null | undefined;
};

/** What changes: a field left out stays as it is; null clears it. */
export type UpdateProfileInput = {
  /** An http or https URL; 2,048 characters at most. */
  avatarUrl?: string | null | undefined;
  /** 100 characters at most. */
  city?: string | null | undefined;
  /** 100 characters at most. */
  country?: string | null | undefined;
  /** Merged into what is there (RFC 7396). A JSON object of the application's own: 64 KiB, 8 levels, 200 keys at most. */
  data?: unknown;
  /** 100 characters at most. */
  firstName?: string | null | undefined;
  /** 100 characters at most. */
  lastName?: string | null | undefined;
  /** 200 characters at most. */
  name?: string | null | undefined;
  /** 40 characters at most. */
  phone?: string | null | undefined;
  /** Merged into what is there (RFC 7396). A JSON object of the user's own settings: 64 KiB, 8 levels, 200 keys at most. */
  preferences?: unknown;
  /** The name of an IANA time zone, e.g. Asia/Karachi. */
  timezone?: string | null | undefined;
  /** Unique in the project without regard to case; 64 characters at most, no spaces. */
  username?: string | null | undefined;
};

/** What changes: a field left out stays as it is, and none can be null. */
export type UpdateProjectInput = {
  /** From 60 seconds to a day (86,400), and no longer than that of refresh tokens. */
  accessTokenLifetime?: number | null | undefined;
  /** One of `roles` (at most 50 characters), but not `admin`. */
  defaultRole?: string | null | undefined;
  /** Whether members may list one another's public fields. */
  memberDirectory?: boolean | null | undefined;
  /** 1 to 100 characters, all printable; unique on this server in any case. */
  name?: string | null | undefined;
  /** From 8 to 64 characters. */
  passwordMinLength?: number | null | undefined;
  /** Whether a new password needs a digit. */
  passwordRequireDigit?: boolean | null | undefined;
  /** Whether a new password needs a small letter. */
  passwordRequireLowercase?: boolean | null | undefined;
  /** Whether a new password needs a punctuation mark or another symbol. */
  passwordRequireSymbol?: boolean | null | undefined;
  /** Whether a new password needs a capital letter. */
  passwordRequireUppercase?: boolean | null | undefined;
  /** From 5 minutes (300 seconds) to 365 days (31,536,000). */
  refreshTokenLifetime?: number | null | undefined;
  /** All of them, at most 100, `admin` among them. Each has 1 to 50 characters, none of them a space, and differs from all others in more than case. A role that a user has cannot be dropped. */
  roles?: Array<string> | null | undefined;
  /** Whether people may sign up; where not, `signup` answers FORBIDDEN. */
  signupEnabled?: boolean | null | undefined;
};

/** Conditions that must all hold; {} holds for everyone. For every user exactly one of `f` and `not: f` holds, so `ne`, `notIn` and `not` match a missing value too. A condition on a field that the caller may not see is an error, never ignored. At most 5 levels deep, 50 conditions, lists of 500. */
export type UserFilter = {
  /** All of these. */
  and?: Array<UserFilter> | null | undefined;
  /** The city. */
  city?: StringFilter | null | undefined;
  /** The country. */
  country?: StringFilter | null | undefined;
  /** When registered. */
  createdAt?: DateTimeFilter | null | undefined;
  /** Conditions on `data`; all must hold. */
  data?: Array<DataFilter> | null | undefined;
  /** The e-mail address as typed. */
  email?: StringFilter | null | undefined;
  /** The first name. */
  firstName?: StringFilter | null | undefined;
  /** The ID. */
  id?: IdFilter | null | undefined;
  /** Whether the user may sign in. */
  isActive?: BooleanFilter | null | undefined;
  /** Whether the e-mail address is verified. */
  isEmailVerified?: BooleanFilter | null | undefined;
  /** When last signed in. */
  lastLoginAt?: DateTimeFilter | null | undefined;
  /** The last name. */
  lastName?: StringFilter | null | undefined;
  /** The full name. */
  name?: StringFilter | null | undefined;
  /** Exactly the users whom this does not match. */
  not?: UserFilter | null | undefined;
  /** At least one of these; of none, nobody. */
  or?: Array<UserFilter> | null | undefined;
  /** The telephone number. */
  phone?: StringFilter | null | undefined;
  /** How many users this user brought. */
  referralCount?: IntFilter | null | undefined;
  /** Conditions on the referrer; a user without one does not match. Nests. */
  referredBy?: UserFilter | null | undefined;
  /** The ID of the referrer. */
  referredById?: IdFilter | null | undefined;
  /** The role. */
  role?: StringFilter | null | undefined;
  /** The IANA time zone. */
  timezone?: StringFilter | null | undefined;
  /** When last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** The user name. */
  username?: StringFilter | null | undefined;
};

/** Exactly one of `field` and `data` is given. Missing values come last in both directions. */
export type UserOrder = {
  /** Keys from the root of `data`, at most 8: numbers come before strings, strings before booleans; everything else counts as missing. */
  data?: Array<string> | null | undefined;
  /** The direction. */
  direction?: OrderDirection;
  /** A field of the user. */
  field?: UserOrderField | null | undefined;
};

/** A field to sort users by; texts by code point. */
export type UserOrderField =
  /** The city. */
  | 'CITY'
  /** The country. */
  | 'COUNTRY'
  /** When registered. */
  | 'CREATED_AT'
  /** The e-mail address as typed. */
  | 'EMAIL'
  /** The first name. */
  | 'FIRST_NAME'
  /** The ID, which sorts by age. */
  | 'ID'
  /** When last signed in. */
  | 'LAST_LOGIN_AT'
  /** The last name. */
  | 'LAST_NAME'
  /** The full name. */
  | 'NAME'
  /** How many users this user brought. */
  | 'REFERRAL_COUNT'
  /** The role. */
  | 'ROLE'
  /** When last changed. */
  | 'UPDATED_AT'
  /** The user name. */
  | 'USERNAME';

export type AuditLogQueryVariables = Exact<{
  filter?: AuditEventFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, type: AuditEventType, createdAt: string, ipAddress: string | null, userAgent: string | null, data: unknown, actor: { id: string, name: string | null } | null, user: { id: string, name: string | null } | null }> } | null };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { changePassword: { user: { id: string, updatedAt: string | null } | null, errors: Array<
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
      | { brokenRules: Array<PasswordRule>, code: ErrorCode, message: string, path: Array<string> }
    > } | null };

export type DeleteAccountMutationVariables = Exact<{
  input: DeleteAccountInput;
}>;


export type DeleteAccountMutation = { deleteAccount: { deletedId: string | null, errors: Array<
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
    > } | null };

export type LoginMutationVariables = Exact<{
  input: LoginInput;
}>;


export type LoginMutation = { login: { user: { id: string, name: string | null, lastLoginAt: string | null } | null, tokens: { accessToken: string, expiresIn: number, refreshToken: string | null } | null, session: { id: string } | null, errors: Array<
      | { code: ErrorCode, message: string, path: Array<string> }
      | { retryAfter: number, code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
    > } | null };

export type LogoutMutationVariables = Exact<{
  input?: LogoutInput | null | undefined;
}>;


export type LogoutMutation = { logout: { revokedCount: number, errors: Array<
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
    > } | null };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, email: string | null, username: string | null, name: string | null, firstName: string | null, lastName: string | null, phone: string | null, city: string | null, country: string | null, timezone: string | null, avatarUrl: string | null, data: unknown, preferences: unknown, role: string | null, isEmailVerified: boolean | null, isActive: boolean | null, lastLoginAt: string | null, createdAt: string, updatedAt: string | null, referralCount: number | null, referredBy: { id: string, name: string | null } | null, sessions: Array<{ id: string, isCurrent: boolean, userAgent: string | null, ipAddress: string | null, createdAt: string, lastUsedAt: string, expiresAt: string }> | null } | null };

export type NodeQueryVariables = Exact<{
  id: string;
}>;


export type NodeQuery = { node:
    | { __typename: 'AuditEvent', type: AuditEventType, createdAt: string, id: string }
    | { __typename: 'Project', userCount: number, id: string }
    | { __typename: 'Session', userAgent: string | null, expiresAt: string, id: string }
    | { __typename: 'User', name: string | null, id: string }
   | null };

export type ProjectQueryVariables = Exact<{ [key: string]: never; }>;


export type ProjectQuery = { project: { id: string, name: string, userCount: number, createdAt: string, settings: { defaultRole: string, roles: Array<string>, passwordMinLength: number, passwordRequireUppercase: boolean, passwordRequireLowercase: boolean, passwordRequireDigit: boolean, passwordRequireSymbol: boolean, accessTokenLifetime: number, refreshTokenLifetime: number, memberDirectory: boolean, signupEnabled: boolean } } | null };

export type RefreshTokenMutationVariables = Exact<{
  input: RefreshTokenInput;
}>;


export type RefreshTokenMutation = { refreshToken: { tokens: { accessToken: string, expiresIn: number, refreshToken: string | null } | null, errors: Array<
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
    > } | null };

export type RevokeSessionMutationVariables = Exact<{
  input: RevokeSessionInput;
}>;


export type RevokeSessionMutation = { revokeSession: { session: { id: string, userAgent: string | null } | null, errors: Array<
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
    > } | null };

export type SignupMutationVariables = Exact<{
  input: SignupInput;
}>;


export type SignupMutation = { signup: { user: { id: string, email: string | null, name: string | null, data: unknown, createdAt: string } | null, tokens: { accessToken: string, expiresIn: number, refreshToken: string | null } | null, errors: Array<
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
      | { brokenRules: Array<PasswordRule>, code: ErrorCode, message: string, path: Array<string> }
    > } | null };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile: { user: { id: string, name: string | null, city: string | null, timezone: string | null, data: unknown, preferences: unknown, updatedAt: string | null } | null, errors: Array<
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
    > } | null };

export type UpdateProjectMutationVariables = Exact<{
  input: UpdateProjectInput;
}>;


export type UpdateProjectMutation = { updateProject: { project: { id: string, name: string, settings: { defaultRole: string, roles: Array<string>, passwordMinLength: number, memberDirectory: boolean } } | null, errors: Array<
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
      | { code: ErrorCode, message: string, path: Array<string> }
    > } | null };

export type UserQueryVariables = Exact<{
  id: string;
}>;


export type UserQuery = { user: { id: string, name: string | null, createdAt: string, age: unknown } | null };

export type UsersQueryVariables = Exact<{
  filter?: UserFilter | null | undefined;
  orderBy?: Array<UserOrder> | UserOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type UsersQuery = { users: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string | null, email: string | null, data: unknown, referralCount: number | null, referredBy: { id: string, name: string | null } | null }> } | null };


export const AuditLogDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AuditLog"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditEventFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditLog"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"ipAddress"}},{"kind":"Field","name":{"kind":"Name","value":"userAgent"}},{"kind":"Field","name":{"kind":"Name","value":"data"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AuditLogQuery, AuditLogQueryVariables>;
export const ChangePasswordDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangePassword"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ChangePasswordInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changePassword"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WeakPasswordError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"brokenRules"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const DeleteAccountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteAccount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteAccountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteAccountMutation, DeleteAccountMutationVariables>;
export const LoginDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Login"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoginInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"login"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"lastLoginAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresIn"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}}]}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LockedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfter"}}]}}]}}]}}]}}]} as unknown as DocumentNode<LoginMutation, LoginMutationVariables>;
export const LogoutDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Logout"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"LogoutInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"logout"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokedCount"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<LogoutMutation, LogoutMutationVariables>;
export const MeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"firstName"}},{"kind":"Field","name":{"kind":"Name","value":"lastName"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"country"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"avatarUrl"}},{"kind":"Field","name":{"kind":"Name","value":"data"}},{"kind":"Field","name":{"kind":"Name","value":"preferences"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"isEmailVerified"}},{"kind":"Field","name":{"kind":"Name","value":"isActive"}},{"kind":"Field","name":{"kind":"Name","value":"lastLoginAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"referralCount"}},{"kind":"Field","name":{"kind":"Name","value":"referredBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"isCurrent"}},{"kind":"Field","name":{"kind":"Name","value":"userAgent"}},{"kind":"Field","name":{"kind":"Name","value":"ipAddress"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]}}]} as unknown as DocumentNode<MeQuery, MeQueryVariables>;
export const NodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Node"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userAgent"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuditEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Project"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userCount"}}]}}]}}]}}]} as unknown as DocumentNode<NodeQuery, NodeQueryVariables>;
export const ProjectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Project"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"userCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"settings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defaultRole"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"passwordMinLength"}},{"kind":"Field","name":{"kind":"Name","value":"passwordRequireUppercase"}},{"kind":"Field","name":{"kind":"Name","value":"passwordRequireLowercase"}},{"kind":"Field","name":{"kind":"Name","value":"passwordRequireDigit"}},{"kind":"Field","name":{"kind":"Name","value":"passwordRequireSymbol"}},{"kind":"Field","name":{"kind":"Name","value":"accessTokenLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"refreshTokenLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"memberDirectory"}},{"kind":"Field","name":{"kind":"Name","value":"signupEnabled"}}]}}]}}]}}]} as unknown as DocumentNode<ProjectQuery, ProjectQueryVariables>;
export const RefreshTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RefreshToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RefreshTokenInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refreshToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresIn"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<RefreshTokenMutation, RefreshTokenMutationVariables>;
export const RevokeSessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RevokeSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RevokeSessionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokeSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userAgent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<RevokeSessionMutation, RevokeSessionMutationVariables>;
export const SignupDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Signup"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SignupInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signup"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"data"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresIn"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WeakPasswordError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"brokenRules"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SignupMutation, SignupMutationVariables>;
export const UpdateProfileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateProfileInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateProfile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"data"}},{"kind":"Field","name":{"kind":"Name","value":"preferences"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const UpdateProjectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateProject"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateProjectInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateProject"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"project"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"settings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defaultRole"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"passwordMinLength"}},{"kind":"Field","name":{"kind":"Name","value":"memberDirectory"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateProjectMutation, UpdateProjectMutationVariables>;
export const UserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"User"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","alias":{"kind":"Name","value":"age"},"name":{"kind":"Name","value":"data"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"path"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"age","block":false}]}}]},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}}]} as unknown as DocumentNode<UserQuery, UserQueryVariables>;
export const UsersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Users"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"UserFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UserOrder"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"data"}},{"kind":"Field","name":{"kind":"Name","value":"referralCount"}},{"kind":"Field","name":{"kind":"Name","value":"referredBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<UsersQuery, UsersQueryVariables>;