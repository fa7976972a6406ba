// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostNetworkHostsFile, hostsFile, resolvConf } from './sandbox-files.ts';

describe('a pod’s /etc/hosts', () => {
  const hostAliases = [{ ip: '192.0.2.1', hostnames: ['a', 'b'] }];
  it('has its addresses and names', () => {
    const text = hostsFile({ hostname: 'web', fqdn: 'web.s.ns.svc.cluster.local', hostAliases }, ['10.42.1.2']);
    assert.match(text, /^# Kubernetes-managed hosts file\.\n127\.0\.0\.1\tlocalhost\n/);
    assert.match(
      text,
      /\n10\.42\.1\.2\tweb\.s\.ns\.svc\.cluster\.local\tweb\n\n# Entries added by HostAliases\.\n192\.0\.2\.1\ta\tb\n$/,
    );
  });

  it('is the machine’s with the host’s network', () => {
    assert.equal(
      hostNetworkHostsFile({ hostAliases: [] }, '127.0.0.1 localhost\n'),
      '# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost\n',
    );
  });
});

describe('a pod’s /etc/resolv.conf', () => {
  it('has what there is', () => {
    assert.equal(resolvConf({ nameservers: [], searches: [], options: [] }), '');
    assert.equal(
      resolvConf({ nameservers: ['1.1.1.1', '8.8.8.8'], searches: ['a', 'b'], options: ['ndots:5', 'edns0'] }),
      'search a b\nnameserver 1.1.1.1\nnameserver 8.8.8.8\noptions ndots:5 edns0\n',
    );
  });
});
