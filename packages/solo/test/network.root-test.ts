// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { nft, removeTable, tableObjects } from '../src/kubelet/network/nft.ts';
import { command } from '../src/kubelet/runtime/command.ts';
import type { Runtime } from '../src/kubelet/runtime/runtime.ts';
import type { SandboxSpec } from '../src/kubelet/runtime/spec.ts';
import { leftovers, ruleset, serviceTable } from '../src/kubelet/service-proxy/ruleset.ts';
import type { ServicePort } from '../src/kubelet/service-proxy/service-ports.ts';
import { containerSpec, type Fixture, run, runtimeFixture, sandboxSpec, until } from './runtime-fixture.ts';

const server = (name: string) => `exec python3 -c "
import http.server
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(('${name} ' + self.client_address[0]).encode())
http.server.ThreadingHTTPServer(('', 8080), H).serve_forever()"`;

interface Peer {
  readonly container: string;
  readonly ip: string;
  readonly runtime: Runtime;
}

describe('the network', () => {
  let fixture: Fixture;
  let one: Peer;
  let near: Peer;
  let far: Peer;
  const host = 'the machine';

  async function peer(runtime: Runtime, name: string, o: Partial<SandboxSpec> = {}): Promise<Peer> {
    const { id } = await run(runtime, sandboxSpec(name, o), containerSpec('server', server(name)));
    const { sandboxes } = await runtime.list();
    const ip = sandboxes.find(({ pod }) => pod.name === name)?.ips[0] ?? '';
    await until(() => command('curl', ['-s', `http://${ip}:8080`]).catch(() => undefined));
    return { container: id, ip, runtime };
  }
  /** What an address answers: who answered, and whom it saw. */
  async function ask(from: Peer | typeof host, url: string): Promise<string> {
    const line = ['curl', '-sS', '-m', '5', `http://${url}`];
    if (from === host) return command('curl', line.slice(1)).catch(() => 'refused');
    const { exitCode, output } = await from.runtime.run(from.container, line, 10_000);
    return exitCode === 0 ? output : exitCode === 7 ? 'refused' : output;
  }
  const service = (o: Partial<ServicePort>): ServicePort => ({
    name: 'default/web:http',
    protocol: 'tcp',
    port: 80,
    addresses: ['10.43.1.1'],
    backends: [one, near, far].map(({ ip }) => ({ ip, port: 8080 })),
    ...o,
  });
  const repeated = async (times: number, work: () => Promise<string>) => {
    const answers: string[] = [];
    for (let i = 0; i < times; i++) answers.push(await work());
    return answers;
  };

  before(async () => {
    fixture = await runtimeFixture();
    const [first, second] = [await fixture.open(1), await fixture.open(2)];
    one = await peer(first, 'one');
    near = await peer(first, 'near');
    const hostPorts = [{ hostPort: 18_080, containerPort: 8080, protocol: 'TCP', hostIp: '' }] as const;
    far = await peer(second, 'far', { hostPorts: [...hostPorts] });
  });
  after(async () => {
    await removeTable(serviceTable);
    await fixture.end();
  });

  it('leads from pod to pod, of one node or two, and from the machine', async () => {
    assert.equal(await ask(one, `${near.ip}:8080`), `near ${one.ip}`);
    assert.equal(await ask(one, `${far.ip}:8080`), `far ${one.ip}`);
    assert.equal(await ask(far, `${near.ip}:8080`), `near ${far.ip}`);
    assert.equal(await ask(host, `${far.ip}:8080`), 'far 10.42.202.1');
    assert.notEqual(one.ip, near.ip);
  });

  it('spreads a service over its pods, and shows them who asks', async () => {
    await nft(ruleset([service({})]));
    const answers = await repeated(30, () => ask(near, '10.43.1.1'));
    const [own, ...others] = [...new Set(answers)].sort(
      (a, b) => Number(b.startsWith('near')) - Number(a.startsWith('near')),
    );
    assert.equal(own, 'near 10.42.201.1', 'a pod that reaches itself sees the node');
    assert.deepEqual(others.sort(), [`far ${near.ip}`, `one ${near.ip}`]);
    assert.equal(new Set((await repeated(30, () => ask(host, '10.43.1.1'))).map((text) => text.split(' ')[0])).size, 3);
  });

  it('refuses what nobody answers', async () => {
    const closed = service({ name: 'default/closed:', addresses: ['10.43.1.2'], backends: [], nodePort: 30_002 });
    await nft(ruleset([service({}), closed]));
    for (const from of [one, host] as const)
      for (const address of ['10.43.1.2', '10.43.1.1:81', '10.43.99.99', '10.42.201.1:30002'])
        assert.equal(await ask(from, address), 'refused', address);
  });

  it('leads node ports and host ports into pods, also from the loopback', async () => {
    const far8080 = [{ ip: far.ip, port: 8080 }];
    await nft(ruleset([service({ nodePort: 30_001, backends: far8080, addresses: ['10.43.1.1', '192.0.2.7'] })]));
    for (const port of [30_001, 18_080]) {
      assert.equal(await ask(host, `127.0.0.1:${port}`), 'far 10.42.202.1');
      assert.equal(await ask(host, `10.42.201.1:${port}`), 'far 10.42.201.1');
      assert.equal(await ask(one, `10.42.201.1:${port}`), `far ${one.ip}`);
      assert.equal(await ask(far, `10.42.202.1:${port}`), 'far 10.42.202.1');
    }
    assert.equal(await ask(one, '192.0.2.7'), `far ${one.ip}`);
  });

  it('keeps a client with its pod, also over changes of other services', async () => {
    const sticky = service({ affinitySeconds: 100 });
    await nft(ruleset([sticky]));
    const before_ = new Set(await repeated(8, () => ask(far, '10.43.1.1')));
    const rules = ruleset([sticky, service({ name: 'default/other:', addresses: ['10.43.1.3'] })]);
    await nft(rules);
    const after_ = new Set(await repeated(8, () => ask(far, '10.43.1.1')));
    assert.equal(before_.size, 1);
    assert.deepEqual(after_, before_);
    assert.equal(leftovers(rules, await tableObjects(serviceTable)), '');
  });

  it('forgets services that are gone', async () => {
    const rules = ruleset([]);
    await nft(rules);
    const rest = leftovers(rules, await tableObjects(serviceTable));
    assert.match(rest, /delete chain ip solo_services svc_/);
    await nft(rest);
    assert.equal(leftovers(rules, await tableObjects(serviceTable)), '');
  });

  it('passes the firewall of the machine, and leaves it as it was', async () => {
    for (const chain of ['INPUT', 'FORWARD']) await command('iptables', ['-P', chain, 'DROP']);
    await command('iptables', ['-A', 'INPUT', '-i', 'lo', '-j', 'ACCEPT']);
    const rules = () => command('iptables', ['-S']);
    const before_ = await rules();
    const runtime = await fixture.open(3);
    const third = await peer(runtime, 'third');
    assert.equal(await ask(third, `${third.ip}:8080`), `third ${third.ip}`);
    assert.equal(await ask(third, '10.42.203.1:1'), 'refused');
    const again = await fixture.open(3);
    assert.equal((await rules()).match(/solo:solot3/g)?.length, 3);
    await again.purge();
    assert.equal(await rules(), before_);
    for (const chain of ['INPUT', 'FORWARD']) await command('iptables', ['-P', chain, 'ACCEPT']);
  });

  it('gives addresses back', async () => {
    const runtime = await fixture.open(1);
    const { id } = await runtime.ensureSandbox(sandboxSpec('short'));
    const lines = () =>
      execFileSync('ip', ['-br', 'link', 'show', 'type', 'veth']).toString().trim().split('\n').length;
    const during = lines();
    await runtime.removeSandbox(id);
    assert.equal(lines(), during - 1);
  });
});
