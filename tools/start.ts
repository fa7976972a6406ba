// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * `npm start [-- --nodes N]`: starts solo, the Kubernetes of this project on this machine, installs KubeVirt with the two manifests,
 * boots a VM and shows its console up to the login prompt. Every kubectl command is printed as it is run.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { type HostRelease, hostReleases } from './host-images.ts';
import { attempt, run, until } from './shell.ts';
import { checkSoloMachine, installSoloRequirements, kubeconfigOf, solo, startedSolo, startSolo } from './solo.ts';

const kubeconfig = kubeconfigOf(startedSolo);
const began = Date.now();

function say(sentence: string): void {
  console.log(`\n[${((Date.now() - began) / 1000).toFixed(0).padStart(3)} s] ${sentence}`);
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

/** What Ctrl-C does: asks whether solo goes on, where somebody can answer. */
async function interrupted(): Promise<never> {
  let stop = false;
  if (process.stdin.isTTY) {
    const question = createInterface({ input: process.stdin, output: process.stdout });
    stop = /^y/i.test(await question.question('\nstop solo and all that runs on it, too? [y/N] '));
  }
  if (stop) solo('down', startedSolo);
  else console.log('\nsolo goes on running; `npm run stop` removes everything');
  process.exit(130);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { nodes: { type: 'string', default: '1' } } });
  checkSoloMachine();
  say('what is needed from Debian, the programs, the demo guest');
  installSoloRequirements();
  const releases = await hostReleases();
  say('starting solo');
  startSolo(startedSolo, Number(values.nodes), Object.values(releases));
  process.once('SIGINT', () => void interrupted());
  await install(releases.current);
  say('done. What to type next:');
  console.log(`
  export KUBECONFIG=${kubeconfig}
  kubectl get vm,vmi                                        # the VM, and the instance that runs
  kubectl logs -l vm.kubevirt.io/name=demo -c compute -f    # its serial console (user guest, password demo)
  curl http://$(kubectl get vmi demo -o jsonpath='{.status.interfaces[0].ipAddress}')/   # the guest answers
  kubectl patch vm demo --type=merge -p '{"spec":{"runStrategy":"Halted"}}'              # shut it down
  kubectl explain vm.spec.template.spec.domain.devices      # what else a VM can have
  kubectl apply -f ${releases.next.directory}/kubevirt-operator.yaml   # update everything while the VM runs
  npm run stop                                              # remove all of it
`);
}

async function install({ directory }: HostRelease): Promise<void> {
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
}

await main().catch((error: Error) => {
  console.error(`\nstart: ${error.message}`);
  process.exitCode = 1;
});
