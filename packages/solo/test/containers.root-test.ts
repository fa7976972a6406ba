// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Runtime, RuntimeError } from '../src/kubelet/runtime/runtime.ts';
import {
  containerSpec,
  exited,
  type Fixture,
  output,
  outputOf,
  run,
  runtimeFixture,
  sandboxSpec,
  until,
} from './runtime-fixture.ts';

describe('containers', () => {
  let fixture: Fixture;
  let runtime: Runtime;
  before(async () => {
    fixture = await runtimeFixture();
    runtime = await fixture.open();
  });
  after(() => fixture.end());
  const pod = sandboxSpec('web');
  const shared = (name: string) => {
    const path = join(fixture.directory, name);
    mkdirSync(path, { recursive: true });
    return path;
  };

  it('run as their image’s root, with the default capabilities and filter', async () => {
    const text = await outputOf(
      runtime,
      pod,
      containerSpec('plain', 'id -u; id -G; grep -E "CapEff|CapBnd|Seccomp:|NoNew" /proc/self/status; hostname; pwd'),
    );
    assert.match(text, /^0\n0\n/);
    assert.match(text, /CapEff:\s+00000000a80425fb/);
    assert.match(text, /CapBnd:\s+00000000a80425fb/);
    assert.match(text, /Seccomp:\s+2/);
    assert.match(text, /NoNewPrivs:\s+0/);
    assert.match(text, /web\n\/\n$/);
  });

  it('run in the directory they are told to, which is made', async () => {
    const text = await outputOf(
      runtime,
      pod,
      containerSpec('there', 'pwd; touch x && echo mine', { workingDir: '/new/one' }),
    );
    assert.equal(text, '/new/one\nmine\n');
  });

  it('run as another user with its groups, and without capabilities', async () => {
    const script =
      'id -u; id -g; id -G; echo $HOME; grep -E "CapEff|CapBnd|NoNew" /proc/self/status; unshare -U true || echo no namespaces';
    const security = {
      runAsUser: 107,
      supplementalGroups: [2000],
      allowPrivilegeEscalation: false,
      dropCapabilities: ['ALL'],
    };
    const text = await outputOf(runtime, pod, containerSpec('user', script, { security }));
    assert.match(text, /^107\n108\n108 55 2000\n\/var\/lib\/qemu\n/);
    assert.match(text, /CapEff:\s+0000000000000000/);
    assert.match(text, /CapBnd:\s+0000000000000000/);
    assert.match(text, /NoNewPrivs:\s+1/);
    assert.match(text, /no namespaces/);
  });

  it('see files as they are mounted', async () => {
    const data = shared('data');
    writeFileSync(join(data, 'a'), 'text');
    const mounts = [
      { source: { path: data }, target: '/data/rw', readOnly: false },
      { source: { path: data }, target: '/data', readOnly: true },
      { source: { path: join(data, 'a') }, target: '/etc/single', readOnly: true },
    ];
    const script =
      'cat /etc/single /data/a; echo; touch /data/b || echo read-only; echo new > /data/rw/c; df /dev/shm | tail -1; touch /x && echo writable';
    const text = await outputOf(runtime, pod, containerSpec('mounts', script, { mounts }));
    assert.match(text, /^texttext\n/);
    assert.match(text, /read-only\n/);
    assert.match(text, /65536/);
    assert.match(text, /writable\n$/);
    assert.equal(readFileSync(join(data, 'c'), 'utf8'), 'new\n');
    const readOnly = containerSpec(
      'ro',
      'touch /x || echo no; touch /tmp/x || echo no; echo bye > /dev/termination-log',
      {
        security: { readOnlyRootFilesystem: true },
      },
    );
    assert.equal((await outputOf(runtime, pod, readOnly)).match(/^no$/gm)?.length, 2);
  });

  it('pass mounts on as they are told to', async () => {
    const kubelet = join(fixture.directory, 'n1', 'kubelet', 'p');
    mkdirSync(join(kubelet, 'in'), { recursive: true });
    mkdirSync(join(kubelet, 'out'), { recursive: true });
    const path = { path: kubelet };
    const slave = await run(
      runtime,
      pod,
      containerSpec('slave', 'sleep 60', {
        mounts: [{ source: path, target: '/p', readOnly: false, propagation: 'HostToContainer' }],
      }),
    );
    const none = await run(
      runtime,
      pod,
      containerSpec('none', 'sleep 60', { mounts: [{ source: path, target: '/p', readOnly: false }] }),
    );
    const both = await run(
      runtime,
      pod,
      containerSpec('both', 'mount -t tmpfs x /p/out && echo there > /p/out/f && sleep 60', {
        mounts: [{ source: path, target: '/p', readOnly: false, propagation: 'Bidirectional' }],
        security: { privileged: true },
      }),
    );
    await until(async () => existsSync(join(kubelet, 'out', 'f')) || undefined);
    const seen = async (id: string) =>
      (await runtime.run(id, ['sh', '-c', 'cat /p/out/f /p/in/f 2>/dev/null'], 5000)).output;
    execFileSync('mount', ['-t', 'tmpfs', 'x', join(kubelet, 'in')]);
    writeFileSync(join(kubelet, 'in', 'f'), 'mine\n');
    assert.equal(await seen(both.id), 'there\nmine\n');
    assert.equal(await seen(slave.id), 'there\nmine\n');
    assert.equal(await seen(none.id), '');
    execFileSync('umount', [join(kubelet, 'in')]);
    for (const { id } of [both, slave, none]) await runtime.stop(id, 0);
    const alone = containerSpec('alone', 'true', {
      mounts: [{ source: { path: '/tmp' }, target: '/p', readOnly: false, propagation: 'Bidirectional' }],
      security: { privileged: true },
    });
    const { id } = await runtime.ensureSandbox(pod);
    await assert.rejects(
      runtime.createContainer(id, alone),
      /path "\/tmp" is mounted on ".*" but it is not a shared mount/,
    );
  });

  it('have all of the machine when privileged, and what is hidden otherwise', async () => {
    const script =
      'ls /dev | wc -l; ls /proc/acpi /sys/firmware 2>/dev/null | wc -l; echo 1 > /proc/sys/vm/stat_interval && echo can; grep -E "Seccomp:" /proc/self/status';
    const plain = await outputOf(runtime, pod, containerSpec('bound', script));
    const free = await outputOf(runtime, pod, containerSpec('free', script, { security: { privileged: true } }));
    assert.doesNotMatch(plain, /^can$/m);
    assert.match(free, /^can$/m);
    assert.match(free, /Seccomp:\s+0/);
    assert.ok(Number(free.split('\n')[0]) > Number(plain.split('\n')[0]));
  });

  it('use the devices they are given, and no others', async () => {
    const devices = [{ hostPath: '/dev/loop0', containerPath: '/dev/mine', permissions: 'r' }];
    const script =
      'ls -l /dev/mine; head -c 0 /dev/mine && echo reads; mknod /dev/l b 7 1; head -c 0 /dev/l || echo refused';
    const text = await outputOf(runtime, pod, containerSpec('device', script, { devices }));
    assert.match(text, /^b.* 7, +0 .*\/dev\/mine\n/);
    assert.match(text, /reads\n/);
    assert.match(text, /refused\n/);
    const { id } = await runtime.ensureSandbox(pod);
    const wrong = containerSpec('wrong', 'true', { devices: [{ ...devices[0]!, hostPath: '/dev/none' }] });
    await assert.rejects(
      runtime.createContainer(id, wrong),
      (error) => error instanceof RuntimeError && error.reason === 'CreateContainerError',
    );
  });

  it('say how they ended', async () => {
    const end = async (name: string, script: string, o = {}) =>
      exited(runtime, (await run(runtime, pod, containerSpec(name, script, o))).id);
    assert.partialDeepStrictEqual(await end('good', 'true'), { exitCode: 0, reason: 'Completed' });
    assert.partialDeepStrictEqual(await end('bad', 'exit 3'), { exitCode: 3, reason: 'Error' });
    const hungry = await end('hungry', 'head -c 300m /dev/zero | tail -c 290m | wc -c', {
      limits: { memoryLimitBytes: 60 << 20 },
    });
    assert.equal(hungry.reason, 'OOMKilled');
  });

  it('are held to their limits', async () => {
    const limits = { cpuRequestMillis: 500, cpuLimitMillis: 250, memoryLimitBytes: 64 << 20, pidsLimit: 50 };
    const limited = sandboxSpec('limited', { limits });
    const script = `cd /sys/fs/cgroup; cat cpu.max cpu.weight memory.max pids.max 2>/dev/null ||
      cat cpu/cpu.cfs_quota_us cpu/cpu.shares memory/memory.limit_in_bytes pids/pids.max`;
    const text = await outputOf(runtime, limited, containerSpec('limited', script, { limits }));
    assert.match(text, /^(25000 100000\n20|25000\n512)\n67108864\n50\n$/);
  });

  it('leave their last words, or the end of their log', async () => {
    const words = await run(runtime, pod, containerSpec('words', 'echo log; printf last > /dev/termination-log'));
    const none = await run(runtime, pod, containerSpec('none', 'seq 1 200; exit 1'));
    await exited(runtime, words.id);
    await exited(runtime, none.id);
    assert.equal(await runtime.terminationMessage(words.id, true), 'last');
    assert.equal(await runtime.terminationMessage(none.id, false), '');
    assert.match(await runtime.terminationMessage(none.id, true), /^121\n(\d+\n)*200\n$/);
  });

  it('that cannot be started say why, for good', async () => {
    const { id } = await runtime.ensureSandbox(pod);
    const created = await runtime.createContainer(id, containerSpec('absent', '', { command: ['/absent'] }));
    await assert.rejects(runtime.start(created.id), /RunContainerError|absent/);
    const found = (await runtime.list()).containers.find((container) => container.id === created.id);
    assert.partialDeepStrictEqual(found, { state: 'exited', exitCode: 128, reason: 'StartError' });
    await runtime.remove(created.id);
  });

  it('end within their grace, or are killed', async () => {
    const polite = await run(
      runtime,
      pod,
      containerSpec('polite', 'trap "echo going; exit 5" TERM; while sleep 0.1; do :; done'),
    );
    const deaf = await run(runtime, pod, containerSpec('deaf', 'trap "" TERM; while sleep 0.1; do :; done'));
    await until(async () => ((await runtime.run(polite.id, ['true'], 2000)).exitCode === 0 ? true : undefined));
    await runtime.stop(polite.id, 20_000);
    await runtime.stop(deaf.id, 300);
    assert.equal((await exited(runtime, polite.id)).exitCode, 5);
    assert.equal((await exited(runtime, deaf.id)).exitCode, 137);
    assert.equal(await output(runtime, polite.id), 'going\n');
  });

  it('share what their pod shares', async () => {
    const together = sandboxSpec('together', { sharePid: true });
    const one = await run(runtime, together, containerSpec('one', 'sleep 1000 & exec sleep 2000'));
    const two = await run(runtime, together, containerSpec('two', 'sleep 60'));
    const seen = (
      await runtime.run(
        two.id,
        ['sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "; readlink /proc/self/ns/ipc'],
        5000,
      )
    ).output;
    assert.match(seen, /pause -P/);
    assert.match(seen, /sleep 2000/);
    await runtime.stop(one.id, 0);
    await exited(runtime, one.id);
    // What it left in the shared namespace goes with it.
    await until(async () => {
      const { output: text } = await runtime.run(two.id, ['sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "'], 5000);
      return text.includes('sleep 1000') ? undefined : true;
    });
    assert.equal((await runtime.list()).containers.find(({ id }) => id === two.id)?.state, 'running');
    const debug = containerSpec('debug', 'cat /proc/1/cmdline', {
      targetContainerId: (await run(runtime, pod, containerSpec('target', 'exec sleep 333'))).id,
    });
    assert.equal(await outputOf(runtime, pod, debug), ['sleep', '333', ''].join('\0'));
  });

  it('may be the machine’s own', async () => {
    const host = sandboxSpec('host', { hostNetwork: true, hostPid: true, hostIpc: true });
    const text = await outputOf(
      runtime,
      host,
      containerSpec('host', 'for n in net pid ipc uts mnt; do readlink /proc/self/ns/$n; done; hostname'),
    );
    const mine = ['net', 'pid', 'ipc', 'uts'].map((name) =>
      execFileSync('readlink', [`/proc/self/ns/${name}`])
        .toString()
        .trim(),
    );
    assert.deepEqual(text.split('\n').slice(0, 4), mine);
  });

  it('get their pod’s names and addresses', async () => {
    const named = sandboxSpec('named', {
      fqdn: 'named.sub.default.svc.cluster.local',
      dns: { nameservers: ['10.43.0.10'], searches: ['default.svc.cluster.local'], options: ['ndots:5'] },
      hostAliases: [{ ip: '192.0.2.9', hostnames: ['db', 'db.local'] }],
      sysctls: { 'net.ipv4.ip_local_port_range': '40000 50000' },
    });
    const script =
      'cat /etc/hosts /etc/resolv.conf /etc/hostname /proc/sys/net/ipv4/ip_local_port_range /proc/sys/net/ipv4/ip_unprivileged_port_start';
    const text = await outputOf(runtime, named, containerSpec('names', script));
    assert.match(text, /10\.42\.201\.\d+\tnamed\.sub\.default\.svc\.cluster\.local\tnamed\n/);
    assert.match(text, /192\.0\.2\.9\tdb\tdb\.local\n/);
    assert.match(
      text,
      /search default\.svc\.cluster\.local\nnameserver 10\.43\.0\.10\noptions ndots:5\nnamed\n40000\s50000\n0\n$/,
    );
  });

  it('take a Localhost filter from the node', async () => {
    const directory = join(fixture.directory, 'n1', 'kubelet', 'seccomp', 'p');
    mkdirSync(directory, { recursive: true });
    const profile = {
      defaultAction: 'SCMP_ACT_ALLOW',
      syscalls: [{ names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO' }],
    };
    writeFileSync(join(directory, 'no-mkdir.json'), JSON.stringify(profile));
    const filtered = (path: string) =>
      containerSpec('filtered', 'mkdir /x || echo refused', { security: { seccomp: { type: 'Localhost', path } } });
    assert.match(await outputOf(runtime, pod, filtered('p/no-mkdir.json')), /refused/);
    const { id } = await runtime.ensureSandbox(pod);
    await assert.rejects(runtime.createContainer(id, filtered('p/none.json')), /cannot load seccomp profile/);
  });

  it('are gone with their sandbox', async () => {
    const gone = sandboxSpec('gone');
    const { id } = await runtime.ensureSandbox(gone);
    const container = await run(runtime, gone, containerSpec('gone', 'sleep 1000'));
    await runtime.stopSandbox(id);
    assert.equal((await exited(runtime, container.id)).exitCode, 137);
    assert.equal((await runtime.list()).sandboxes.find((sandbox) => sandbox.id === id)?.state, 'notReady');
    await runtime.removeSandbox(id);
    const { sandboxes, containers } = await runtime.list();
    assert.equal(
      sandboxes.some((sandbox) => sandbox.id === id),
      false,
    );
    assert.equal(
      containers.some((each) => each.id === container.id),
      false,
    );
    assert.equal(existsSync(join(fixture.directory, 'n1', 'logs', 'pods', 'default_gone_uid-gone')), false);
  });
});
