// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Where the API server is, and what proves who we are. */
export interface Access {
  server: string;
  headers: Record<string, string>;
  tls: { ca?: string; cert?: string; key?: string; servername?: string; rejectUnauthorized?: boolean };
}

/** Gives the access of now: tokens rotate, so it is asked at every request and answers from memory mostly. */
export interface Credentials {
  current(): Promise<Access>;
  /** Says that what `current` gave was not accepted, so that the next call reads it anew. */
  refused(): void;
}
