// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quiet } from '@kubevirt-ts/testkit';
import { ask, authority, certificate, changeable, serve } from '../../test/https-setup.ts';
import { type AdmissionAnswer, reviewHandler } from './admission.ts';

test('a review is answered as AdmissionReview v1', async () => {
  const ca = await authority();
  let answer: AdmissionAnswer | Error = { allowed: true };
  const server = await serve({
    certificate: changeable(await certificate(ca, 'virt-api', 'server')),
    handle: reviewHandler(async () => {
      if (answer instanceof Error) throw answer;
      return answer;
    }, quiet()),
  });
  const post = (body: string) => ask(server.port, '/', { ca: ca.certificatePem, method: 'POST', body });
  const review = async (next: AdmissionAnswer | Error) => {
    answer = next;
    const body = JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: { uid: 'u' } });
    const { response, ...rest } = JSON.parse((await post(body)).body);
    assert.deepEqual(rest, { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' });
    return response;
  };
  assert.deepEqual(await review({ allowed: true, warnings: ['old'] }), { uid: 'u', allowed: true, warnings: ['old'] });
  const patch = [{ op: 'add', path: '/spec/x', value: 1 }] as const;
  const patched = await review({ allowed: true, patch });
  assert.equal(patched.patchType, 'JSONPatch');
  assert.deepEqual(JSON.parse(Buffer.from(patched.patch, 'base64').toString()), patch);
  const causes = [
    { reason: 'FieldValueRequired', message: 'spec.domain is needed', field: 'spec.domain' },
    { reason: 'FieldValueInvalid', message: 'too much', field: 'spec.x' },
  ];
  assert.deepEqual((await review({ allowed: false, causes })).status, {
    status: 'Failure',
    code: 422,
    reason: 'Invalid',
    message: 'spec.domain is needed, too much',
    details: { causes },
  });
  assert.equal((await review({ allowed: false, message: 'no' })).status.code, 403);
  const failed = await review(new Error('a secret'));
  assert.deepEqual([failed.allowed, failed.status.code, failed.status.message], [false, 500, 'internal error']);
  assert.equal((await post('{}')).code, 400);
  assert.equal((await post('nonsense')).code, 400);
  assert.equal((await post(`"${'x'.repeat(3 * 1024 * 1024)}"`)).code, 413);
  await server.stop();
});
