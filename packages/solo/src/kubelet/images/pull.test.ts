// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pullMessage } from './pull.ts';

const fatal = (text: string) => `time="2026-01-01T00:00:00Z" level=fatal msg="${text}"\n`;
const head = 'failed to pull and unpack image "quay.io/a:1": failed to resolve reference "quay.io/a:1"';

describe('why a pull failed', () => {
  it('is said as containerd says it', () => {
    const unknown =
      'initializing source docker://quay.io/a:1: reading manifest 1 in quay.io/a: manifest unknown: manifest unknown';
    assert.equal(pullMessage('quay.io/a:1', fatal(unknown)), `${head}: quay.io/a:1: not found`);
    const denied =
      'initializing source docker://quay.io/a:1: reading manifest 1 in quay.io/a: unauthorized: access to the requested resource is not authorized';
    assert.match(
      pullMessage('quay.io/a:1', fatal(denied)),
      /: pull access denied, repository does not exist or may require authorization: .*unauthorized/,
    );
  });

  it('keeps what the network said', () => {
    const lost =
      'initializing source docker://quay.io/a:1: pinging container registry quay.io: Get \\"https://quay.io/v2/\\": dial tcp: lookup quay.io: no such host';
    assert.match(
      pullMessage('quay.io/a:1', fatal(lost)),
      /: .*pinging container registry quay\.io: Get "https:\/\/quay\.io\/v2\/": dial tcp: lookup quay\.io: no such host$/,
    );
    assert.equal(pullMessage('quay.io/a:1', 'killed'), `${head}: killed`);
  });
});
