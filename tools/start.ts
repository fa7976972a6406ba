// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * `npm start`: builds the image and the demo guest, makes a Kubernetes cluster on this machine, installs KubeVirt with the two
 * manifests, boots a VM and shows its console up to the login prompt. Every kubectl command is printed as it is run.
 */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { kubeconfig, pidFile } from './cluster/layout.ts';
import { checkMachine } from './cluster/requirements.ts';
import { releases } from './releases.ts';
import { attempt, run, until } from './shell.ts';

const { version, directory } = releases.current;
const began = Date.now();

function say(sentence: string): void {
  console.log(`\n[${((Date.now() - began) / 1000).toFixed(0).padStart(3)} s] ${sentence}`);
}

function tool(...args: string[]): void {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${args.join(' ')} exited ${status}`);
}

function kubectl(...args: string[]): void {
  const quoted = args.map((arg) => (/^[\w./:=-]+$/.test(arg) ? arg : `'${arg}'`));
  console.log(`$ kubectl ${quoted.join(' ')}`);
  run('kubectl', ['--kubeconfig', kubeconfig, ...args], { show: true });
}

function read(...args: string[]): string {
  return attempt('kubectl', ['--kubeconfig', kubeconfig, ...args]).stdout;
}

/** Shows one changing line until `done`. */
async function live(
  what: string,
  seconds: number,
  look: () => { readonly line: string; readonly done: boolean },
): Promise<void> {
  let shown = '';
  await until(what, seconds, () => {
    const { line, done } = look();
    if (line !== shown) console.log(`        ${line}`);
    shown = line;
    return done;
  });
}

/** Whether the cluster's node offers working KVM: virt-controller proves it with a probe guest and says so in a label. */
async function kvmWorks(): Promise<boolean> {
  if (!existsSync('/sys/class/misc/kvm')) return false;
  const verdict = () => read('get', 'nodes', '-o', 'jsonpath={.items[0].metadata.labels.kubevirt\\.io/kvm}');
  await until('the node is probed for KVM', 60, () => verdict() !== '').catch(() => undefined);
  return verdict() === 'true';
}

async function followConsole(): Promise<void> {
  const pod = read(
    'get',
    'pods',
    '-l',
    'kubevirt.io=virt-launcher,vm.kubevirt.io/name=demo',
    '-o',
    'jsonpath={.items[0].metadata.name}',
  );
  console.log(`$ kubectl logs -f ${pod}`);
  const logs = spawn('kubectl', ['--kubeconfig', kubeconfig, 'logs', '-f', pod], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of logs.stdout) {
    process.stdout.write(chunk);
    text += String(chunk);
    if (/login:/.test(text)) break;
  }
  logs.kill();
}

async function main(): Promise<void> {
  checkMachine();
  say(`building KubeVirt ${version} and the demo guest`);
  tool('tools/release.ts', '--version', version);
  if (existsSync(pidFile('kube-apiserver')) && read('get', '--raw', '/readyz') === 'ok')
    say('the cluster is up already');
  else {
    say('starting a Kubernetes cluster with one node');
    tool('tools/cluster.ts', 'down');
    tool('tools/cluster.ts', 'up', '1');
  }
  say('loading the images on its node');
  tool('tools/cluster.ts', 'load', ...globSync(`${directory}/*.tar`));
  say('installing KubeVirt');
  kubectl('apply', '-f', `${directory}/kubevirt-operator.yaml`);
  kubectl('apply', '-f', `${directory}/kubevirt-cr.yaml`);
  await live('KubeVirt is Available', 240, () => {
    const kubevirt = JSON.parse(read('-n', 'kubevirt', 'get', 'kv', 'kubevirt', '-o', 'json') || '{}');
    const available = kubevirt.status?.conditions?.find(
      (condition: { type: string }) => condition.type === 'Available',
    );
    return {
      line: `${kubevirt.status?.phase ?? 'waiting for virt-operator'}: ${available?.message ?? ''}`,
      done: available?.status === 'True',
    };
  });
  if (!(await kvmWorks())) {
    say('this machine has no working KVM, so VMs are emulated');
    kubectl(
      '-n',
      'kubevirt',
      'patch',
      'kv',
      'kubevirt',
      '--type=merge',
      '-p',
      '{"spec":{"configuration":{"developerConfiguration":{"useEmulation":true}}}}',
    );
  }
  say('creating a VM');
  kubectl('apply', '-f', `${directory}/vm-demo.yaml`);
  await live('the VM runs', 120, () => {
    const status = read('get', 'vm', 'demo', '-o', 'jsonpath={.status.printableStatus}');
    return { line: `demo: ${status}`, done: status === 'Running' };
  });
  say('its console');
  await followConsole();
  say('done. What to type next:');
  console.log(`
  export KUBECONFIG=${kubeconfig}
  kubectl get vm,vmi                                        # the VM, and the instance that runs
  kubectl logs -l vm.kubevirt.io/name=demo -c compute -f    # its serial console (user guest, password demo)
  curl http://$(kubectl get vmi demo -o jsonpath='{.status.interfaces[0].ipAddress}')/   # the guest answers
  kubectl patch vm demo --type=merge -p '{"spec":{"runStrategy":"Halted"}}'              # shut it down
  kubectl explain vm.spec.template.spec.domain.devices      # what else a VM can have
  npm run release -- --version ${releases.next.version} && npm run cluster -- load ${releases.next.directory}/*.tar
  kubectl apply -f ${releases.next.directory}/kubevirt-operator.yaml   # update everything while the VM runs
  npm run stop                                              # remove all of it
`);
}

await main().catch((error: Error) => {
  console.error(`\nstart: ${error.message}`);
  process.exitCode = 1;
});
