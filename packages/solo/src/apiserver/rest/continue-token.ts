// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { badRequest, refusal } from '../errors.ts';
import { jsonErrorText } from './json-error.ts';

/** Where a list goes on. */
export interface Continuation {
  /** The revision to read at; -1: whatever there is by now. */
  revision: number;
  /** The key, without the namespace of the list, that was the last one. */
  after: string;
}

const format = 'meta.k8s.io/v1';
const invalidToken = 'invalid continue token: continue key is not valid';

/** The token that a client sends back to get the next page. */
export function continueToken({ revision, after }: Continuation): string {
  const token = JSON.stringify({ v: format, rv: revision, start: `${after}\0` });
  return Buffer.from(token).toString('base64url');
}

/** What a token says. @throws ApiError 400 */
export function readContinueToken(token: string): Continuation {
  const bad = (why: string) => badRequest(`${invalidToken}: ${why}`);
  const stray = token.search(/[^A-Za-z0-9_-]/);
  if (stray >= 0) throw bad(`illegal base64 data at input byte ${stray}`);
  const bytes = Buffer.from(token, 'base64url');
  const text = bytes.toString('utf8');
  let value: { v?: string; rv?: number; start?: string };
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    // What is no JSON is told of byte by byte.
    throw bad(jsonErrorText(bytes.toString('latin1')));
  }
  if (value?.v !== format) throw bad(`server does not recognize this encoded version ${value?.v ?? ''}`);
  if (!value.rv) throw bad('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  const start = value.start ?? '';
  if (start === '') throw bad('encoded start key empty (version meta.k8s.io/v1)');
  if (start.split('/').some((part) => part === '.' || part === '..' || part === '')) throw bad(start);
  return { revision: value.rv, after: start.replace(/\0$/, '') };
}

/** 410: the pages before this one are of a past that is gone; its Status has a token to go on with what there is now. */
export function continuationExpired(after: string) {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return refusal(410, 'Expired', message, { metadata: { continue: continueToken({ revision: -1, after }) } });
}
