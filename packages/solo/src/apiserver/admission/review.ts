// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { randomUUID } from 'node:crypto';
import type { JsonPatchOp, Status } from '@kubevirt-ts/kube';
import type { Json, Kind } from '../kind.ts';
import { jsonErrorText } from '../rest/json-error.ts';
import type { AdmissionAttributes } from './attributes.ts';
import type { Question } from './matching.ts';
import { WebhookCallError } from './webhook-client.ts';

/** What a webhook said. */
export interface Reply {
  allowed: boolean;
  status: Status | undefined;
  warnings: string[];
  patch: JsonPatchOp[];
}

/** The request of an AdmissionReview; `kind` is that of the version in which the webhook is asked. */
export function reviewRequest(
  kind: Kind,
  { attributes, object, old }: Question,
): { uid: string } & Record<string, unknown> {
  const { user, options, subresource } = attributes;
  return {
    uid: randomUUID(),
    kind: kindOf(kind, attributes),
    resource: resourceOf(kind),
    ...(subresource && { subResource: subresource }),
    requestKind: kindOf(attributes.kind, attributes),
    requestResource: resourceOf(attributes.kind),
    ...(subresource && { requestSubResource: subresource }),
    ...(attributes.name && { name: attributes.name }),
    ...(attributes.namespace && { namespace: attributes.namespace }),
    operation: attributes.operation,
    userInfo: {
      ...(user.name && { username: user.name }),
      ...(user.uid && { uid: user.uid }),
      ...(user.groups.length && { groups: user.groups }),
      ...(user.extra && Object.keys(user.extra).length && { extra: user.extra }),
    },
    object: object ?? null,
    oldObject: old ?? null,
    dryRun: attributes.dryRun,
    options: options ?? null,
  };
}

function kindOf(kind: Kind, { objectKind }: AdmissionAttributes): object {
  const { group, version, kind: name } = objectKind ?? kind;
  return { group, version, kind: name };
}

function resourceOf(kind: Kind): object {
  return { group: kind.group, version: kind.version, resource: kind.plural };
}

/** The version of AdmissionReview a webhook is asked in; undefined when it takes none of those there are. */
export function reviewVersion(versions: readonly string[] | undefined): 'v1' | 'v1beta1' | undefined {
  return versions?.find((each) => each === 'v1' || each === 'v1beta1') as 'v1' | 'v1beta1' | undefined;
}

interface RawResponse {
  uid?: string;
  allowed?: boolean;
  status?: Status;
  warnings?: string[];
  patch?: string;
  patchType?: string;
}

/** Reads what a webhook answered. @throws WebhookCallError */
export function readReply(answer: unknown, o: { uid: string; version: 'v1' | 'v1beta1'; isMutating: boolean }): Reply {
  const wrong = (why: string) => new WebhookCallError(`received invalid webhook response: ${why}`);
  const { apiVersion, kind, response } = answer as { apiVersion?: string; kind?: string; response?: RawResponse };
  const other = o.version === 'v1' ? 'v1beta1' : 'v1';
  if (kind === 'AdmissionReview' && apiVersion === `admission.k8s.io/${other}`) {
    const why = `converting (${other}.AdmissionReview) to (${o.version}.AdmissionReview): unknown conversion`;
    throw new WebhookCallError(`failed to call webhook: ${why}`);
  }
  if (!response) throw wrong('webhook response was absent');
  if (o.version === 'v1') {
    if (response.uid !== o.uid)
      throw wrong(`expected response.uid=${JSON.stringify(o.uid)}, got ${JSON.stringify(response.uid ?? '')}`);
    if (apiVersion !== 'admission.k8s.io/v1' || kind !== 'AdmissionReview')
      throw wrong(
        `expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got ${apiVersion ?? ''}, Kind=${kind ?? ''}`,
      );
    checkPatchType(response, o.isMutating, wrong);
  }
  const { allowed = false, status, warnings = [] } = response;
  return { allowed, status, warnings, patch: o.isMutating && allowed ? patchOf(response, o.version) : [] };
}

function checkPatchType({ patch, patchType }: RawResponse, isMutating: boolean, wrong: (why: string) => Error): void {
  if (!isMutating) {
    if (patch) throw wrong('validating webhook may not return response.patch');
    if (patchType !== undefined) throw wrong('validating webhook may not return response.patchType');
    return;
  }
  if (patch && patchType === undefined) throw wrong('webhook returned response.patch but not response.patchType');
  if (!patch && patchType !== undefined) throw wrong('webhook returned response.patchType but not response.patch');
  if (patchType === '') throw wrong('webhook returned invalid response.patchType of ""');
}

function patchOf({ patch, patchType = 'JSONPatch' }: RawResponse, version: string): JsonPatchOp[] {
  if (!patch) return [];
  if (version === 'v1' && patchType !== 'JSONPatch')
    throw new WebhookCallError(`unsupported patch type ${JSON.stringify(patchType)}`);
  const text = Buffer.from(patch, 'base64').toString('utf8');
  try {
    const operations: unknown = JSON.parse(text);
    if (operations === null) return [];
    if (Array.isArray(operations)) return operations as JsonPatchOp[];
  } catch {
    throw new WebhookCallError(`received undecodable patch in webhook response: ${jsonErrorText(text)}`);
  }
  throw new WebhookCallError(
    'received undecodable patch in webhook response: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
  );
}

/** The Status by which a webhook's refusal is told to the client. */
export function denial(name: string, said: Status | undefined): Status {
  const by = `admission webhook ${JSON.stringify(name)} denied the request`;
  const status: Status = { ...said };
  if (!status.code || status.code < 400) status.code = 400;
  if (!status.status || status.status === 'Success') status.status = 'Failure';
  const why = status.message || status.reason;
  status.message = why ? `${by}: ${why}` : `${by} without explanation`;
  return { kind: 'Status', apiVersion: 'v1', ...status, metadata: status.metadata ?? {} };
}

/** An object in the version of a kind. */
export async function inVersion(kind: Kind, object: Json | undefined): Promise<Json | undefined> {
  if (!object) return undefined;
  const apiVersion = kind.group ? `${kind.group}/${kind.version}` : kind.version;
  if (object.apiVersion === apiVersion) return object;
  const [converted] = await kind.convert([object]);
  return converted;
}
