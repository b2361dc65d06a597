/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query AuditLog($filter: AuditEventFilter, $first: Int, $after: String) {\n  auditLog(filter: $filter, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      type\n      createdAt\n      ipAddress\n      userAgent\n      data\n      actor {\n        id\n        name\n      }\n      user {\n        id\n        name\n      }\n    }\n  }\n}": typeof types.AuditLogDocument,
    "mutation ChangePassword($input: ChangePasswordInput!) {\n  changePassword(input: $input) {\n    user {\n      id\n      updatedAt\n    }\n    errors {\n      code\n      message\n      path\n      ... on WeakPasswordError {\n        brokenRules\n      }\n    }\n  }\n}": typeof types.ChangePasswordDocument,
    "mutation DeleteAccount($input: DeleteAccountInput!) {\n  deleteAccount(input: $input) {\n    deletedId\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": typeof types.DeleteAccountDocument,
    "mutation Login($input: LoginInput!) {\n  login(input: $input) {\n    user {\n      id\n      name\n      lastLoginAt\n    }\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    session {\n      id\n    }\n    errors {\n      code\n      message\n      path\n      ... on LockedError {\n        retryAfter\n      }\n    }\n  }\n}": typeof types.LoginDocument,
    "mutation Logout($input: LogoutInput) {\n  logout(input: $input) {\n    revokedCount\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": typeof types.LogoutDocument,
    "query Me {\n  me {\n    id\n    email\n    username\n    name\n    firstName\n    lastName\n    phone\n    city\n    country\n    timezone\n    avatarUrl\n    data\n    preferences\n    role\n    isEmailVerified\n    isActive\n    lastLoginAt\n    createdAt\n    updatedAt\n    referralCount\n    referredBy {\n      id\n      name\n    }\n    sessions {\n      id\n      isCurrent\n      userAgent\n      ipAddress\n      createdAt\n      lastUsedAt\n      expiresAt\n    }\n  }\n}": typeof types.MeDocument,
    "query Node($id: ID!) {\n  node(id: $id) {\n    __typename\n    id\n    ... on User {\n      name\n    }\n    ... on Session {\n      userAgent\n      expiresAt\n    }\n    ... on AuditEvent {\n      type\n      createdAt\n    }\n    ... on Project {\n      userCount\n    }\n  }\n}": typeof types.NodeDocument,
    "query Project {\n  project {\n    id\n    name\n    userCount\n    createdAt\n    settings {\n      defaultRole\n      roles\n      passwordMinLength\n      passwordRequireUppercase\n      passwordRequireLowercase\n      passwordRequireDigit\n      passwordRequireSymbol\n      accessTokenLifetime\n      refreshTokenLifetime\n      memberDirectory\n      signupEnabled\n    }\n  }\n}": typeof types.ProjectDocument,
    "mutation RefreshToken($input: RefreshTokenInput!) {\n  refreshToken(input: $input) {\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": typeof types.RefreshTokenDocument,
    "mutation RevokeSession($input: RevokeSessionInput!) {\n  revokeSession(input: $input) {\n    session {\n      id\n      userAgent\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": typeof types.RevokeSessionDocument,
    "mutation Signup($input: SignupInput!) {\n  signup(input: $input) {\n    user {\n      id\n      email\n      name\n      data\n      createdAt\n    }\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    errors {\n      code\n      message\n      path\n      ... on WeakPasswordError {\n        brokenRules\n      }\n    }\n  }\n}": typeof types.SignupDocument,
    "mutation UpdateProfile($input: UpdateProfileInput!) {\n  updateProfile(input: $input) {\n    user {\n      id\n      name\n      city\n      timezone\n      data\n      preferences\n      updatedAt\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": typeof types.UpdateProfileDocument,
    "mutation UpdateProject($input: UpdateProjectInput!) {\n  updateProject(input: $input) {\n    project {\n      id\n      name\n      settings {\n        defaultRole\n        roles\n        passwordMinLength\n        memberDirectory\n      }\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": typeof types.UpdateProjectDocument,
    "query User($id: ID!) {\n  user(id: $id) {\n    id\n    name\n    age: data(path: [\"age\"])\n    createdAt\n  }\n}": typeof types.UserDocument,
    "query Users($filter: UserFilter, $orderBy: [UserOrder!], $first: Int, $after: String) {\n  users(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      name\n      email\n      data\n      referralCount\n      referredBy {\n        id\n        name\n      }\n    }\n  }\n}": typeof types.UsersDocument,
};
const documents: Documents = {
    "query AuditLog($filter: AuditEventFilter, $first: Int, $after: String) {\n  auditLog(filter: $filter, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      type\n      createdAt\n      ipAddress\n      userAgent\n      data\n      actor {\n        id\n        name\n      }\n      user {\n        id\n        name\n      }\n    }\n  }\n}": types.AuditLogDocument,
    "mutation ChangePassword($input: ChangePasswordInput!) {\n  changePassword(input: $input) {\n    user {\n      id\n      updatedAt\n    }\n    errors {\n      code\n      message\n      path\n      ... on WeakPasswordError {\n        brokenRules\n      }\n    }\n  }\n}": types.ChangePasswordDocument,
    "mutation DeleteAccount($input: DeleteAccountInput!) {\n  deleteAccount(input: $input) {\n    deletedId\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": types.DeleteAccountDocument,
    "mutation Login($input: LoginInput!) {\n  login(input: $input) {\n    user {\n      id\n      name\n      lastLoginAt\n    }\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    session {\n      id\n    }\n    errors {\n      code\n      message\n      path\n      ... on LockedError {\n        retryAfter\n      }\n    }\n  }\n}": types.LoginDocument,
    "mutation Logout($input: LogoutInput) {\n  logout(input: $input) {\n    revokedCount\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": types.LogoutDocument,
    "query Me {\n  me {\n    id\n    email\n    username\n    name\n    firstName\n    lastName\n    phone\n    city\n    country\n    timezone\n    avatarUrl\n    data\n    preferences\n    role\n    isEmailVerified\n    isActive\n    lastLoginAt\n    createdAt\n    updatedAt\n    referralCount\n    referredBy {\n      id\n      name\n    }\n    sessions {\n      id\n      isCurrent\n      userAgent\n      ipAddress\n      createdAt\n      lastUsedAt\n      expiresAt\n    }\n  }\n}": types.MeDocument,
    "query Node($id: ID!) {\n  node(id: $id) {\n    __typename\n    id\n    ... on User {\n      name\n    }\n    ... on Session {\n      userAgent\n      expiresAt\n    }\n    ... on AuditEvent {\n      type\n      createdAt\n    }\n    ... on Project {\n      userCount\n    }\n  }\n}": types.NodeDocument,
    "query Project {\n  project {\n    id\n    name\n    userCount\n    createdAt\n    settings {\n      defaultRole\n      roles\n      passwordMinLength\n      passwordRequireUppercase\n      passwordRequireLowercase\n      passwordRequireDigit\n      passwordRequireSymbol\n      accessTokenLifetime\n      refreshTokenLifetime\n      memberDirectory\n      signupEnabled\n    }\n  }\n}": types.ProjectDocument,
    "mutation RefreshToken($input: RefreshTokenInput!) {\n  refreshToken(input: $input) {\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": types.RefreshTokenDocument,
    "mutation RevokeSession($input: RevokeSessionInput!) {\n  revokeSession(input: $input) {\n    session {\n      id\n      userAgent\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": types.RevokeSessionDocument,
    "mutation Signup($input: SignupInput!) {\n  signup(input: $input) {\n    user {\n      id\n      email\n      name\n      data\n      createdAt\n    }\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    errors {\n      code\n      message\n      path\n      ... on WeakPasswordError {\n        brokenRules\n      }\n    }\n  }\n}": types.SignupDocument,
    "mutation UpdateProfile($input: UpdateProfileInput!) {\n  updateProfile(input: $input) {\n    user {\n      id\n      name\n      city\n      timezone\n      data\n      preferences\n      updatedAt\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": types.UpdateProfileDocument,
    "mutation UpdateProject($input: UpdateProjectInput!) {\n  updateProject(input: $input) {\n    project {\n      id\n      name\n      settings {\n        defaultRole\n        roles\n        passwordMinLength\n        memberDirectory\n      }\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}": types.UpdateProjectDocument,
    "query User($id: ID!) {\n  user(id: $id) {\n    id\n    name\n    age: data(path: [\"age\"])\n    createdAt\n  }\n}": types.UserDocument,
    "query Users($filter: UserFilter, $orderBy: [UserOrder!], $first: Int, $after: String) {\n  users(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      name\n      email\n      data\n      referralCount\n      referredBy {\n        id\n        name\n      }\n    }\n  }\n}": types.UsersDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AuditLog($filter: AuditEventFilter, $first: Int, $after: String) {\n  auditLog(filter: $filter, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      type\n      createdAt\n      ipAddress\n      userAgent\n      data\n      actor {\n        id\n        name\n      }\n      user {\n        id\n        name\n      }\n    }\n  }\n}"): (typeof documents)["query AuditLog($filter: AuditEventFilter, $first: Int, $after: String) {\n  auditLog(filter: $filter, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      type\n      createdAt\n      ipAddress\n      userAgent\n      data\n      actor {\n        id\n        name\n      }\n      user {\n        id\n        name\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ChangePassword($input: ChangePasswordInput!) {\n  changePassword(input: $input) {\n    user {\n      id\n      updatedAt\n    }\n    errors {\n      code\n      message\n      path\n      ... on WeakPasswordError {\n        brokenRules\n      }\n    }\n  }\n}"): (typeof documents)["mutation ChangePassword($input: ChangePasswordInput!) {\n  changePassword(input: $input) {\n    user {\n      id\n      updatedAt\n    }\n    errors {\n      code\n      message\n      path\n      ... on WeakPasswordError {\n        brokenRules\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation DeleteAccount($input: DeleteAccountInput!) {\n  deleteAccount(input: $input) {\n    deletedId\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"): (typeof documents)["mutation DeleteAccount($input: DeleteAccountInput!) {\n  deleteAccount(input: $input) {\n    deletedId\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation Login($input: LoginInput!) {\n  login(input: $input) {\n    user {\n      id\n      name\n      lastLoginAt\n    }\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    session {\n      id\n    }\n    errors {\n      code\n      message\n      path\n      ... on LockedError {\n        retryAfter\n      }\n    }\n  }\n}"): (typeof documents)["mutation Login($input: LoginInput!) {\n  login(input: $input) {\n    user {\n      id\n      name\n      lastLoginAt\n    }\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    session {\n      id\n    }\n    errors {\n      code\n      message\n      path\n      ... on LockedError {\n        retryAfter\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation Logout($input: LogoutInput) {\n  logout(input: $input) {\n    revokedCount\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"): (typeof documents)["mutation Logout($input: LogoutInput) {\n  logout(input: $input) {\n    revokedCount\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Me {\n  me {\n    id\n    email\n    username\n    name\n    firstName\n    lastName\n    phone\n    city\n    country\n    timezone\n    avatarUrl\n    data\n    preferences\n    role\n    isEmailVerified\n    isActive\n    lastLoginAt\n    createdAt\n    updatedAt\n    referralCount\n    referredBy {\n      id\n      name\n    }\n    sessions {\n      id\n      isCurrent\n      userAgent\n      ipAddress\n      createdAt\n      lastUsedAt\n      expiresAt\n    }\n  }\n}"): (typeof documents)["query Me {\n  me {\n    id\n    email\n    username\n    name\n    firstName\n    lastName\n    phone\n    city\n    country\n    timezone\n    avatarUrl\n    data\n    preferences\n    role\n    isEmailVerified\n    isActive\n    lastLoginAt\n    createdAt\n    updatedAt\n    referralCount\n    referredBy {\n      id\n      name\n    }\n    sessions {\n      id\n      isCurrent\n      userAgent\n      ipAddress\n      createdAt\n      lastUsedAt\n      expiresAt\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Node($id: ID!) {\n  node(id: $id) {\n    __typename\n    id\n    ... on User {\n      name\n    }\n    ... on Session {\n      userAgent\n      expiresAt\n    }\n    ... on AuditEvent {\n      type\n      createdAt\n    }\n    ... on Project {\n      userCount\n    }\n  }\n}"): (typeof documents)["query Node($id: ID!) {\n  node(id: $id) {\n    __typename\n    id\n    ... on User {\n      name\n    }\n    ... on Session {\n      userAgent\n      expiresAt\n    }\n    ... on AuditEvent {\n      type\n      createdAt\n    }\n    ... on Project {\n      userCount\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Project {\n  project {\n    id\n    name\n    userCount\n    createdAt\n    settings {\n      defaultRole\n      roles\n      passwordMinLength\n      passwordRequireUppercase\n      passwordRequireLowercase\n      passwordRequireDigit\n      passwordRequireSymbol\n      accessTokenLifetime\n      refreshTokenLifetime\n      memberDirectory\n      signupEnabled\n    }\n  }\n}"): (typeof documents)["query Project {\n  project {\n    id\n    name\n    userCount\n    createdAt\n    settings {\n      defaultRole\n      roles\n      passwordMinLength\n      passwordRequireUppercase\n      passwordRequireLowercase\n      passwordRequireDigit\n      passwordRequireSymbol\n      accessTokenLifetime\n      refreshTokenLifetime\n      memberDirectory\n      signupEnabled\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RefreshToken($input: RefreshTokenInput!) {\n  refreshToken(input: $input) {\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"): (typeof documents)["mutation RefreshToken($input: RefreshTokenInput!) {\n  refreshToken(input: $input) {\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RevokeSession($input: RevokeSessionInput!) {\n  revokeSession(input: $input) {\n    session {\n      id\n      userAgent\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"): (typeof documents)["mutation RevokeSession($input: RevokeSessionInput!) {\n  revokeSession(input: $input) {\n    session {\n      id\n      userAgent\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation Signup($input: SignupInput!) {\n  signup(input: $input) {\n    user {\n      id\n      email\n      name\n      data\n      createdAt\n    }\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    errors {\n      code\n      message\n      path\n      ... on WeakPasswordError {\n        brokenRules\n      }\n    }\n  }\n}"): (typeof documents)["mutation Signup($input: SignupInput!) {\n  signup(input: $input) {\n    user {\n      id\n      email\n      name\n      data\n      createdAt\n    }\n    tokens {\n      accessToken\n      expiresIn\n      refreshToken\n    }\n    errors {\n      code\n      message\n      path\n      ... on WeakPasswordError {\n        brokenRules\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation UpdateProfile($input: UpdateProfileInput!) {\n  updateProfile(input: $input) {\n    user {\n      id\n      name\n      city\n      timezone\n      data\n      preferences\n      updatedAt\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"): (typeof documents)["mutation UpdateProfile($input: UpdateProfileInput!) {\n  updateProfile(input: $input) {\n    user {\n      id\n      name\n      city\n      timezone\n      data\n      preferences\n      updatedAt\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation UpdateProject($input: UpdateProjectInput!) {\n  updateProject(input: $input) {\n    project {\n      id\n      name\n      settings {\n        defaultRole\n        roles\n        passwordMinLength\n        memberDirectory\n      }\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"): (typeof documents)["mutation UpdateProject($input: UpdateProjectInput!) {\n  updateProject(input: $input) {\n    project {\n      id\n      name\n      settings {\n        defaultRole\n        roles\n        passwordMinLength\n        memberDirectory\n      }\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query User($id: ID!) {\n  user(id: $id) {\n    id\n    name\n    age: data(path: [\"age\"])\n    createdAt\n  }\n}"): (typeof documents)["query User($id: ID!) {\n  user(id: $id) {\n    id\n    name\n    age: data(path: [\"age\"])\n    createdAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Users($filter: UserFilter, $orderBy: [UserOrder!], $first: Int, $after: String) {\n  users(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      name\n      email\n      data\n      referralCount\n      referredBy {\n        id\n        name\n      }\n    }\n  }\n}"): (typeof documents)["query Users($filter: UserFilter, $orderBy: [UserOrder!], $first: Int, $after: String) {\n  users(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      name\n      email\n      data\n      referralCount\n      referredBy {\n        id\n        name\n      }\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;