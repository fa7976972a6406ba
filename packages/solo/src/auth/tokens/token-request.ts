// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type KubeObject, type Pod, wireTime } from '@kubevirt-ts/kube';
import { badRequest, conflict, forbidden, invalid, notFound } from '../../apiserver/errors.ts';
import type { Cause, Connector, Json } from '../../apiserver/kind.ts';
import type { ApiRequest, User } from '../../apiserver/request.ts';
import type { Store } from '../../store/store.ts';
import { nodeOf } from '../node/node-authorizer.ts';
import { collections, stored } from '../stored.ts';
import type { Identity, ServiceAccountTokens, TokenFor } from './service-account-tokens.ts';

interface BoundObjectRef {
  kind?: string;
  apiVersion?: string;
  name?: string;
  uid?: string;
}

interface TokenRequest extends KubeObject {
  spec?: { audiences?: string[]; expirationSeconds?: number; boundObjectRef?: BoundObjectRef | null };
}

const requestKind = { group: 'authentication.k8s.io', kind: 'TokenRequest' };
const defaultSeconds = 3600;
const leastSeconds = 600;
const mostSeconds = 2 ** 32;

/** `serviceaccounts/token`: a token for whoever asks and may. */
export function tokenRequestConnector(o: { tokens: ServiceAccountTokens; store: Store; now: () => Date }): Connector {
  return {
    methods: ['POST'],
    kind: 'TokenRequest',
    group: requestKind.group,
    version: 'v1',
    verbs: ['create'],
    handle: async (request, account) => {
      const asked = readRequest(request);
      const { namespace = '', name = '', uid = '' } = account.metadata ?? {};
      const spec = asked.spec ?? {};
      const expirationSeconds = spec.expirationSeconds ?? defaultSeconds;
      const causes = causesOf(expirationSeconds);
      if (causes.length) throw invalid(requestKind, name, causes);
      const audiences = spec.audiences?.length ? spec.audiences : [o.tokens.issuer];
      checkNode(o.store, request.user, account, spec.boundObjectRef);
      const bound = spec.boundObjectRef ? boundTo(o.store, account, spec.boundObjectRef) : {};
      const { token, expires } = o.tokens.issue({
        namespace,
        serviceAccount: { name, uid },
        audiences,
        expirationSeconds,
        ...bound,
      });
      const body = {
        kind: 'TokenRequest',
        apiVersion: 'authentication.k8s.io/v1',
        metadata: { name, namespace, creationTimestamp: wireTime(o.now()) },
        spec: { audiences, expirationSeconds, boundObjectRef: spec.boundObjectRef ?? null },
        status: { token, expirationTimestamp: wireTime(expires) },
      };
      return { status: 201, body };
    },
  };
}

function readRequest(request: ApiRequest): TokenRequest {
  const { body } = request;
  if (body === undefined) return {};
  if (!Buffer.isBuffer(body)) return body as TokenRequest;
  try {
    return JSON.parse(body.toString('utf8')) as TokenRequest;
  } catch {
    throw badRequest('the object provided is unrecognized (must be of type TokenRequest)');
  }
}

function causesOf(expirationSeconds: number): Cause[] {
  const cause = (why: string) => [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${expirationSeconds}: ${why}`,
      field: 'spec.expirationSeconds',
    },
  ];
  if (expirationSeconds < leastSeconds) return cause('may not specify a duration less than 10 minutes');
  if (expirationSeconds > mostSeconds) return cause('may not specify a duration larger than 2^32 seconds');
  return [];
}

/** A node gets tokens for its own pods only. @upstream plugin/pkg/admission/noderestriction: admitServiceAccount */
function checkNode(store: Store, user: User, account: Json, ref: BoundObjectRef | null | undefined): void {
  const node = nodeOf(user);
  if (!node) return;
  const { namespace, name = '' } = account.metadata ?? {};
  const refuse = (why: string) => forbidden({ group: '', plural: 'serviceaccounts' }, name, why);
  if (ref?.kind !== 'Pod' || !ref.name) throw refuse('node requested token not bound to a pod');
  if (!ref.uid) throw refuse('node requested token with a pod binding without a uid');
  const pod = stored<Pod>(store, collections.pods, { namespace, name: ref.name });
  if (pod && pod.spec?.nodeName !== node) {
    throw refuse('node requested token bound to a pod scheduled on a different node');
  }
}

function boundTo(store: Store, account: Json, ref: BoundObjectRef): Pick<TokenFor, 'pod' | 'secret' | 'node'> {
  const { namespace, name: accountName } = account.metadata ?? {};
  const { kind = '', apiVersion = 'v1', name = '' } = ref;
  const find = <T extends KubeObject>(collection: string, plural: string, of: { namespace?: string; name: string }) => {
    const found = stored<T>(store, collection, of);
    if (!found) throw notFound({ group: '', plural }, of.name);
    return found;
  };
  const checked = (object: KubeObject): Identity => {
    const uid = object.metadata?.uid ?? '';
    if (ref.uid && ref.uid !== uid) {
      const why = `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
      throw conflict({ group: '', plural: kind }, name, why);
    }
    return { name, uid };
  };
  if (apiVersion === 'v1' && kind === 'Pod') {
    const pod = find<Pod>(collections.pods, 'pods', { namespace, name });
    if (pod.spec?.serviceAccountName !== accountName) {
      throw badRequest(
        `cannot bind token for serviceaccount "${accountName}" to pod running with different serviceaccount name.`,
      );
    }
    const nodeName = pod.spec?.nodeName;
    const node = nodeName ? stored(store, collections.nodes, { name: nodeName }) : undefined;
    return { pod: checked(pod), ...(nodeName && node && { node: { name: nodeName, uid: node.metadata?.uid ?? '' } }) };
  }
  if (apiVersion === 'v1' && kind === 'Secret') {
    return { secret: checked(find(collections.secrets, 'secrets', { namespace, name })) };
  }
  if (apiVersion === 'v1' && kind === 'Node') return { node: checked(find(collections.nodes, 'nodes', { name })) };
  throw badRequest(
    `cannot bind token to object of type ${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`,
  );
}
