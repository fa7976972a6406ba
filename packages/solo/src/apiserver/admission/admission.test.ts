// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ApiError, issue, type KeyPair, newAuthority, serveHttps } from '@kubevirt-ts/kube';
import { quiet } from '@kubevirt-ts/testkit';
import type { Page, Store, Stored, StoreEvent } from '../../store/store.ts';
import type { Json, Kind, Kinds } from '../kind.ts';
import { type Admission, admission } from './admission.ts';
import type { AdmissionAttributes } from './attributes.ts';
import { configurations, type Webhook } from './configurations.ts';
import { type WebhookClient, webhookClient } from './webhook-client.ts';

type Review = {
  apiVersion: string;
  request: Record<string, unknown> & { uid: string; object: Json; oldObject: Json; name: string };
};
type Answer = (review: Review) => unknown;

const day = 86_400_000;

/** Configurations and namespaces, as a store has them. */
function fakeStore(): Store & { set(collection: string, name: string, object: object): void } {
  const all = new Map<string, Map<string, Stored>>();
  const listeners: ((event: StoreEvent) => void)[] = [];
  const store = {
    get: (collection: string, key: string) => all.get(collection)?.get(key),
    list: (collection: string) =>
      ({
        items: [...(all.get(collection)?.values() ?? [])].sort((a, b) => (a.key < b.key ? -1 : 1)),
      }) as unknown as Page,
    onEvent: (listener: (event: StoreEvent) => void) => listeners.push(listener),
    set(collection: string, name: string, object: object) {
      const objects = all.get(collection) ?? new Map<string, Stored>();
      all.set(collection, objects.set(name, { key: name, revision: 1, json: JSON.stringify(object) }));
      for (const listener of listeners) listener({ collection } as StoreEvent);
    },
  };
  return store as unknown as ReturnType<typeof fakeStore>;
}

const kindOf = (version: string, o: Partial<Kind> = {}): Kind =>
  ({
    group: 'example.com',
    version,
    kind: 'Thing',
    plural: 'things',
    collection: 'example.com/things',
    namespaced: true,
    convert: async (objects: Json[]) => objects.map((object) => ({ ...object, apiVersion: `example.com/${version}` })),
    strategy: {},
    ...o,
  }) as Kind;

describe('webhook admission', () => {
  const ending = new AbortController();
  const asked: { path: string; review: Review }[] = [];
  const answers = new Map<string, Answer>();
  let authority: KeyPair;
  let port: number;
  let webhooks: WebhookClient;
  let closed: Promise<void>;

  before(async () => {
    const now = new Date();
    authority = await newAuthority({ commonName: 'test', durationMs: day, now });
    const pair = await issue(authority, {
      commonName: 'hook',
      dnsNames: ['hook.system.svc'],
      usages: 'server',
      durationMs: day,
      now,
    });
    const server = await serveHttps({
      port: 0,
      host: '127.0.0.1',
      certificate: { current: () => pair, onChange: () => undefined },
      signal: ending.signal,
      logger: quiet(),
      drainMs: 0,
      graceMs: 0,
      async handle(request, response) {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part as Buffer);
        const path = request.url ?? '';
        const review = JSON.parse(Buffer.concat(parts).toString()) as Review;
        asked.push({ path, review });
        const answer = answers.get(path.replace(/\?.*/, ''))?.(review);
        if (answer === undefined) return;
        if (typeof answer === 'number') {
          response.writeHead(answer).end('no');
          return;
        }
        response.setHeader('content-type', 'application/json');
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      },
    });
    port = server.port;
    closed = server.closed;
    webhooks = webhookClient({
      resolve: (_, name) => (name === 'absent' ? undefined : { host: '127.0.0.1', port: name === 'dead' ? 1 : port }),
    });
  });
  after(async () => {
    webhooks.close();
    ending.abort();
    await closed;
  });

  const caBundle = () => Buffer.from(authority.certificatePem).toString('base64');
  const hook = (path: string, o: Partial<Webhook> = {}): Webhook => ({
    name: `${path.slice(1)}.example.com`,
    clientConfig: { service: { namespace: 'system', name: 'hook', path }, caBundle: caBundle() },
    rules: [{ operations: ['*'], apiGroups: ['example.com'], apiVersions: ['v1'], resources: ['things'] }],
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    failurePolicy: 'Fail',
    ...o,
  });
  const reply = (review: Review, response: object) => ({
    apiVersion: review.apiVersion,
    kind: 'AdmissionReview',
    response: { uid: review.request.uid, ...response },
  });
  const allow: Answer = (review) => reply(review, { allowed: true });
  const patchBy =
    (change: (review: Review) => object[]): Answer =>
    (review) =>
      reply(review, {
        allowed: true,
        patchType: 'JSONPatch',
        patch: Buffer.from(JSON.stringify(change(review))).toString('base64'),
      });
  const v1 = kindOf('v1');
  const v2 = kindOf('v2');
  const attributes = (o: Partial<AdmissionAttributes> = {}): AdmissionAttributes => ({
    operation: 'CREATE',
    kind: v1,
    subresource: '',
    name: 'one',
    namespace: 'default',
    user: { name: 'me', groups: ['all'], uid: '7', extra: { a: ['b'] } },
    dryRun: false,
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    warnings: [],
    ...o,
  });
  const thing = (o: object = {}): Json => ({
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    metadata: { name: 'one' },
    ...o,
  });

  function make(o: { mutating?: Record<string, Webhook[]>; validating?: Record<string, Webhook[]> }): Admission {
    asked.length = 0;
    const store = fakeStore();
    const kinds = { all: () => [v1, v2] } as unknown as Kinds;
    const made = admission({ store, kinds, webhooks, logger: quiet() });
    for (const [name, list] of Object.entries(o.mutating ?? {}))
      store.set(configurations.mutating, name, { webhooks: list });
    for (const [name, list] of Object.entries(o.validating ?? {}))
      store.set(configurations.validating, name, { webhooks: list });
    store.set('/namespaces', 'default', { metadata: { labels: { team: 'a' } } });
    return made;
  }
  const refusal = async (work: Promise<unknown>): Promise<ApiError> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ApiError, String(error));
    return error;
  };

  test('a webhook is told of the request as Kubernetes tells it', async () => {
    answers.set('/ok', allow);
    const a = make({ validating: { c: [hook('/ok', { timeoutSeconds: 5 })] } });
    await a.validate(attributes(), thing(), undefined);
    const [{ path, review } = { path: '', review: {} as Review }] = asked;
    assert.equal(path, '/ok?timeout=5s');
    const { uid, ...request } = review.request;
    assert.match(uid, /^[0-9a-f-]{36}$/);
    const [kind, resource] = [
      { group: 'example.com', version: 'v1', kind: 'Thing' },
      { group: 'example.com', version: 'v1', resource: 'things' },
    ];
    assert.deepEqual(request, {
      kind,
      resource,
      requestKind: kind,
      requestResource: resource,
      name: 'one',
      namespace: 'default',
      operation: 'CREATE',
      userInfo: { username: 'me', uid: '7', groups: ['all'], extra: { a: ['b'] } },
      object: thing(),
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    });
  });

  test('a refusal keeps its code, reason and causes; warnings are passed on', async () => {
    answers.set('/no', (review) =>
      reply(review, {
        allowed: false,
        warnings: ['careful'],
        status: {
          code: 422,
          reason: 'Invalid',
          message: 'too big',
          details: { causes: [{ field: 'spec.size', message: 'big' }] },
        },
      }),
    );
    answers.set('/curt', (review) => reply(review, { allowed: false }));
    const a = make({ validating: { c: [hook('/no')] } });
    const asking = attributes();
    const error = await refusal(a.validate(asking, thing(), undefined));
    assert.equal(error.status.message, 'admission webhook "no.example.com" denied the request: too big');
    assert.deepEqual(
      [error.code, error.reason, error.status.details?.causes],
      [422, 'Invalid', [{ field: 'spec.size', message: 'big' }]],
    );
    assert.deepEqual(asking.warnings, ['careful']);
    const curt = await refusal(make({ mutating: { c: [hook('/curt')] } }).mutate(attributes(), thing(), undefined));
    assert.equal(curt.status.message, 'admission webhook "curt.example.com" denied the request without explanation');
    assert.equal(curt.code, 400);
  });

  test('patches are applied one after the other, in the order of the configurations', async () => {
    answers.set(
      '/a',
      patchBy(() => [{ op: 'add', path: '/spec', value: { n: 1 } }]),
    );
    answers.set(
      '/b',
      patchBy((review) => [
        { op: 'replace', path: '/spec/n', value: (review.request.object.spec as { n: number }).n + 1 },
      ]),
    );
    const a = make({ mutating: { '2': [hook('/b')], '1': [hook('/a')] } });
    assert.deepEqual(await a.mutate(attributes(), thing(), undefined), thing({ spec: { n: 2 } }));
  });

  test('a webhook that asks for it sees what later ones changed', async () => {
    answers.set(
      '/first',
      patchBy((review) => [{ op: 'add', path: '/seen', value: review.request.object.later ?? 'nothing' }]),
    );
    answers.set(
      '/later',
      patchBy(() => [{ op: 'add', path: '/later', value: 'it' }]),
    );
    const a = make({ mutating: { c: [hook('/first', { reinvocationPolicy: 'IfNeeded' }), hook('/later')] } });
    assert.deepEqual(await a.mutate(attributes(), thing(), undefined), thing({ seen: 'it', later: 'it' }));
    assert.deepEqual(
      asked.map(({ path }) => path),
      ['/first?timeout=10s', '/later?timeout=10s', '/first?timeout=10s'],
    );
  });

  test('an object that nobody changes stays the same one', async () => {
    answers.set(
      '/idle',
      patchBy(() => []),
    );
    const object = thing();
    assert.equal(await make({ mutating: { c: [hook('/idle')] } }).mutate(attributes(), object, undefined), object);
    assert.equal(await make({}).mutate(attributes({ operation: 'DELETE' }), undefined, object), undefined);
  });

  test('an equivalent version is converted for the webhook, and back', async () => {
    answers.set(
      '/v1',
      patchBy((review) => [{ op: 'add', path: '/saw', value: review.request.object.apiVersion }]),
    );
    const a = make({ mutating: { c: [hook('/v1')] } });
    const changed = await a.mutate(attributes({ kind: v2 }), thing({ apiVersion: 'example.com/v2' }), undefined);
    assert.deepEqual(changed, thing({ apiVersion: 'example.com/v2', saw: 'example.com/v1' }));
    assert.deepEqual(asked[0]?.review.request.requestKind, { group: 'example.com', version: 'v2', kind: 'Thing' });
    await make({ mutating: { c: [hook('/v1', { matchPolicy: 'Exact' })] } }).mutate(
      attributes({ kind: v2 }),
      thing(),
      undefined,
    );
    assert.equal(asked.length, 0);
  });

  test('rules, scope, selectors and conditions say whether a webhook is asked', async () => {
    answers.set('/ok', allow);
    const isAsked = async (o: Partial<Webhook>, a: Partial<AdmissionAttributes> = {}, object = thing()) => {
      await make({ validating: { c: [hook('/ok', o)] } }).validate(attributes(a), object, undefined);
      return asked.length > 0;
    };
    const rule = { operations: ['CREATE'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] };
    assert.equal(await isAsked({ rules: [rule] }), true);
    assert.equal(await isAsked({ rules: [rule] }, { operation: 'UPDATE' }), false);
    assert.equal(await isAsked({ rules: [rule] }, { subresource: 'status' }), false);
    assert.equal(await isAsked({ rules: [{ ...rule, resources: ['*/*'] }] }, { subresource: 'status' }), true);
    assert.equal(await isAsked({ rules: [{ ...rule, resources: ['things/*'] }] }, { subresource: 'scale' }), true);
    assert.equal(await isAsked({ rules: [{ ...rule, resources: ['others'] }] }), false);
    assert.equal(await isAsked({ rules: [{ ...rule, scope: 'Cluster' }] }), false);
    assert.equal(await isAsked({ rules: [{ ...rule, scope: 'Cluster' }] }, { namespace: '' }), true);
    assert.equal(await isAsked({ namespaceSelector: { matchLabels: { team: 'a' } } }), true);
    assert.equal(await isAsked({ namespaceSelector: { matchLabels: { team: 'b' } } }), false);
    assert.equal(await isAsked({ objectSelector: { matchLabels: { x: 'y' } } }), false);
    assert.equal(
      await isAsked({ objectSelector: { matchLabels: { x: 'y' } } }, {}, thing({ metadata: { labels: { x: 'y' } } })),
      true,
    );
    const when = (expression: string) => ({ matchConditions: [{ name: 'when', expression }] });
    assert.equal(await isAsked(when('object.spec.n > 2'), {}, thing({ spec: { n: 3 } })), true);
    assert.equal(await isAsked(when('object.spec.n > 2'), {}, thing({ spec: { n: 1 } })), false);
    assert.equal(await isAsked(when("request.userInfo.username == 'me' && oldObject == null")), true);
    assert.equal(await isAsked({ ...when('object.nothing.n > 2'), failurePolicy: 'Ignore' }), false);
    const unknown = await refusal(
      make({ validating: { c: [hook('/ok', when('object.nothing.n > 2'))] } }).validate(
        attributes(),
        thing(),
        undefined,
      ),
    );
    assert.equal(
      unknown.status.message,
      'things.example.com "one" is forbidden: expression \'object.nothing.n > 2\' resulted in error: no such key: nothing',
    );
  });

  test('configurations and reviews are told to no webhook', async () => {
    answers.set('/ok', allow);
    const all = [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }];
    const a = make({ validating: { c: [hook('/ok', { rules: all })] } });
    for (const group of ['admissionregistration.k8s.io', 'authorization.k8s.io'])
      await a.validate(attributes({ kind: kindOf('v1', { group }) }), thing(), undefined);
    assert.equal(asked.length, 0);
  });

  test('a dry run is told only to webhooks without side effects', async () => {
    answers.set('/ok', allow);
    const a = make({ validating: { c: [hook('/ok', { sideEffects: 'Some' })] } });
    const error = await refusal(a.validate(attributes({ dryRun: true }), thing(), undefined));
    assert.equal(error.status.message, 'admission webhook "ok.example.com" does not support dry run');
    assert.equal(error.code, 400);
    await make({ validating: { c: [hook('/ok', { sideEffects: 'NoneOnDryRun' })] } }).validate(
      attributes({ dryRun: true }),
      thing(),
      undefined,
    );
    assert.equal(asked[0]?.review.request.dryRun, true);
  });

  test('a webhook that fails is passed over, or fails the request in the words of Kubernetes', async () => {
    const failing = async (path: string, o: Partial<Webhook> = {}) =>
      (await refusal(make({ mutating: { c: [hook(path, o)] } }).mutate(attributes(), thing(), undefined))).status
        .message ?? '';
    const failed = (name: string, why: string) =>
      `Internal error occurred: failed calling webhook "${name}.example.com": ${why}`;
    const service = (name: string) => ({
      clientConfig: { service: { namespace: 'system', name, path: '/x' }, caBundle: caBundle() },
    });
    const post = (name: string, path = '/x') =>
      `failed to call webhook: Post "https://${name}.system.svc:443${path}?timeout=10s"`;
    assert.equal(
      await failing('/x', service('dead')),
      failed('x', `${post('dead')}: dial tcp 127.0.0.1:1: connect: connection refused`),
    );
    assert.equal(
      await failing('/x', service('absent')),
      failed('x', `${post('absent')}: no endpoints available for service "absent"`),
    );
    assert.equal(
      await failing('/x', service('other')),
      failed(
        'x',
        `${post('other')}: tls: failed to verify certificate: x509: certificate is valid for hook.system.svc, not other.system.svc`,
      ),
    );
    const stranger = await newAuthority({ commonName: 'stranger', durationMs: day, now: new Date() });
    const untrusted = {
      clientConfig: { ...hook('/x').clientConfig, caBundle: Buffer.from(stranger.certificatePem).toString('base64') },
    };
    assert.equal(
      await failing('/x', untrusted),
      failed('x', `${post('hook')}: tls: failed to verify certificate: x509: certificate signed by unknown authority`),
    );
    answers.set('/500', () => 500);
    assert.equal(
      await failing('/500'),
      failed('500', 'failed to call webhook: an error on the server ("no") has prevented the request from succeeding'),
    );
    answers.set('/404', () => 404);
    assert.equal(
      await failing('/404'),
      failed('404', 'failed to call webhook: the server could not find the requested resource'),
    );
    answers.set('/text', () => 'hello');
    assert.match(await failing('/text'), /failed to call webhook: couldn't get version\/kind; json parse error: /);
    answers.set('/uid', (review) => ({ ...reply(review, {}), response: { uid: 'x', allowed: true } }));
    assert.match(
      await failing('/uid'),
      /received invalid webhook response: expected response.uid="[0-9a-f-]+", got "x"/,
    );
    answers.set('/half', (review) => reply(review, { allowed: true, patch: 'W10=' }));
    assert.match(await failing('/half'), /webhook returned response.patch but not response.patchType/);
    answers.set(
      '/path',
      patchBy(() => [{ op: 'remove', path: '/nothing' }]),
    );
    assert.equal(
      await failing('/path'),
      "Internal error occurred: error in remove for path: '/nothing': Unable to remove nonexistent key: nothing: missing value",
    );
    assert.match(
      await failing('/x', { admissionReviewVersions: ['v9'] }),
      /webhook does not accept known AdmissionReview versions \(v1, v1beta1\)/,
    );
    const passed = make({ mutating: { c: [hook('/500', { failurePolicy: 'Ignore' })] } });
    assert.deepEqual(await passed.mutate(attributes(), thing(), undefined), thing());
  });

  test('a webhook that takes too long has failed', async () => {
    answers.set('/slow', () => undefined);
    const call = webhooks.post(
      { service: { namespace: 'system', name: 'hook', path: '/slow' }, caBundle: caBundle() },
      {},
      { timeoutMs: 20 },
    );
    await assert.rejects(call, { message: 'Post "https://hook.system.svc:443/slow": context deadline exceeded' });
  });

  test('an answer without end is cut off', async () => {
    answers.set('/long', () => ' '.repeat(1000));
    const call = webhooks.post(
      { service: { namespace: 'system', name: 'hook', path: '/long' }, caBundle: caBundle() },
      {},
      { timeoutMs: 5000, maxAnswerBytes: 100 },
    );
    await assert.rejects(call, {
      message: 'Post "https://hook.system.svc:443/long": the answer has more than 100 bytes',
    });
  });

  test('a deletion cannot be patched', async () => {
    answers.set(
      '/del',
      patchBy(() => [{ op: 'add', path: '/x', value: 1 }]),
    );
    const a = make({ mutating: { c: [hook('/del')] } });
    const error = await refusal(a.mutate(attributes({ operation: 'DELETE' }), undefined, thing()));
    assert.match(error.message, /attempted to modify the object, which is not supported for this operation/);
  });
});
