// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { anything } from '../normal-form.ts';
import type { Difference, Json } from './difference.ts';

interface Refusal {
  code: number;
  reason: string;
  message: string | ((before: string) => string);
}

/** A refusal whose message matches is another one now. */
function instead(message: RegExp, refusal: Refusal): NonNullable<Difference['object']> {
  return (answer, { path }) => {
    const body = answer.body as Json | undefined;
    if (path !== '' || body?.kind !== 'Status' || !message.test(String(body.message))) return false;
    const { code, reason } = refusal;
    const told = typeof refusal.message === 'string' ? refusal.message : refusal.message(String(body.message));
    answer.status = code;
    answer.body = { ...body, code, reason, message: told };
    delete (answer.body as Json).details;
    return true;
  };
}

/** Requests that are answered altogether otherwise now. */
export const refusals: readonly Difference[] = [
  {
    name: 'bad-resource-version',
    reason: 'a list from a revision that is no number is a bad request since 1.31, an internal error before',
    object: instead(/^resourceVersion: Invalid value: .*invalid syntax$/, {
      code: 400,
      reason: 'BadRequest',
      message: (before) => `invalid resource version: ${before}`,
    }),
  },
  {
    name: 'custom-object-without-version',
    reason: 'a custom object without apiVersion is a bad request since 1.22, an internal error before',
    object: instead(/Object 'apiVersion' is missing in 'object has no apiVersion field'$/, {
      code: 400,
      reason: 'BadRequest',
      message: 'the API version in the data () does not match the expected API version (<ns>.example.com/v1)',
    }),
  },
  {
    name: 'merge-patch-not-json',
    reason: 'a patch that is no JSON is a bad request since 1.21, an internal error before',
    object: instead(/^Invalid JSON Patch$/, { code: 400, reason: 'BadRequest', message: 'invalid JSON patch' }),
  },
  {
    name: 'apply-of-another-kind',
    reason: 'an applied object of another kind or version is told so since 1.22, an internal error before',
    object: instead(/^failed to merge config: expected objects of the same type, but got /, {
      code: 400,
      reason: 'BadRequest',
      message: 'invalid object type: /v1, Kind=Secret',
    }),
  },
  {
    name: 'unknown-path',
    reason: 'a path that nobody serves is not found in plain text since 1.23, with a list of paths before',
    object: (answer, { path }) => {
      const body = answer.body as Json | undefined;
      if (path !== '' || answer.status !== 404 || !Array.isArray(body?.paths)) return false;
      Object.assign(answer, { body: '404 page not found\n', contentType: 'text/plain; charset=utf-8' });
      return true;
    },
  },
  {
    name: 'service-deleted',
    reason: 'deleting a service answers with it since 1.23, with a Status before',
    object: (answer, { path, what }) => {
      if (path !== '' || answer.status !== 200 || !/^DELETE .*\/services\/[^/]+$/.test(what)) return false;
      const status = { loadBalancer: {} };
      answer.body = { apiVersion: 'v1', kind: 'Service', metadata: anything, spec: anything, status };
      return true;
    },
  },
  {
    name: 'endpoints-deprecated',
    reason: 'who asks for Endpoints is told of EndpointSlices since 1.33',
    object: (answer, { path, what }) => {
      if (path !== '' || !/\/v1\/(.*\/)?endpoints\b/.test(what)) return false;
      const warning = '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"';
      answer.warnings = [warning, ...((answer.warnings as string[] | undefined) ?? [])];
      return true;
    },
  },
  {
    name: 'delete-options-unreadable',
    reason: 'options of a deletion that cannot be read are a bad request since 1.25, an internal error before',
    object: (answer, { path, what }) => {
      const body = answer.body as Json | undefined;
      if (path !== '' || answer.status !== 500 || body?.reason !== undefined || !what.startsWith('DELETE '))
        return false;
      if (!/no kind "ConfigMap"|strconv|unexpected end|converting \(/.test(String(body?.message))) return false;
      answer.status = 400;
      answer.body = { ...body, code: 400, reason: 'BadRequest' };
      return true;
    },
  },
  {
    name: 'watch-match-told-twice',
    reason: 'what a resourceVersionMatch of a watch has to be is told since 1.27',
    object: (answer, { path }) => {
      const body = answer.body as Json | undefined;
      if (path !== '' || !/resourceVersionMatch is forbidden for watch$/.test(String(body?.message))) return false;
      const field = 'resourceVersionMatch';
      const forbidden = 'Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided';
      const unsupported = 'Unsupported value: "Exact": supported values: "NotOlderThan"';
      const causes = [
        { field, message: forbidden, reason: 'FieldValueForbidden' },
        { field, message: unsupported, reason: 'FieldValueNotSupported' },
      ];
      const message = 'ListOptions.meta.k8s.io "" is invalid: [<causes>]';
      answer.body = { ...body, message, details: { ...(body?.details as Json), causes } };
      return true;
    },
  },
];
