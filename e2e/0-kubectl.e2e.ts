// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { resources } from '@kubevirt-ts/kube';
import { parseAllDocuments } from 'yaml';
import { client, eventually, follow, kubectl, releaseDirectory, tryKubectl } from './world.ts';

// What a person does with kubectl on any cluster, without a virtual machine: the ground that everything else stands on.

const namespace = 'e2e-kubectl';
const work = mkdtempSync(join(tmpdir(), 'e2e-kubectl-'));
const k = (...args: string[]) => kubectl('-n', namespace, ...args);
const tryK = (...args: string[]) => tryKubectl(['-n', namespace, ...args]);

/** The release's own image: every node has it, and in it busybox. */
function image(): string {
  const text = readFileSync(join(releaseDirectory.current, 'kubevirt-operator.yaml'), 'utf8');
  for (const document of parseAllDocuments(text)) {
    const { kind, spec } = document.toJS() as {
      kind: string;
      spec?: { template: { spec: { containers: { image: string }[] } } };
    };
    if (kind === 'Deployment') return spec?.template.spec.containers[0]?.image ?? '';
  }
  throw new Error('the release has no Deployment');
}

function manifest(name: string, change: (text: string) => string = (text) => text): string {
  const file = join(work, `${name}.yaml`);
  const text = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, labels: { app: ${name} } }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: web
          image: ${image()}
          command: [busybox, sh, -c, 'mkdir -p /tmp/www && echo $GREETING >/tmp/www/index.html && echo ready && exec busybox httpd -f -p 8080 -h /tmp/www']
          env: [{ name: GREETING, value: hello }]
          ports: [{ containerPort: 8080, name: http, protocol: TCP }]
          readinessProbe: { httpGet: { port: http, path: / }, periodSeconds: 1 }
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec:
  selector: { app: ${name} }
  ports: [{ port: 80, targetPort: http, protocol: TCP }]
`;
  writeFileSync(file, change(text));
  return file;
}

/** A pod of the deployment that runs and is to go on running. */
async function firstPod(): Promise<string> {
  const { items } = await client.list(resources.pods, { namespace, labelSelector: 'app=web' });
  const pod = items.find(({ metadata, status }) => !metadata?.deletionTimestamp && status?.phase === 'Running');
  return pod?.metadata?.name ?? '';
}

before(async () => {
  await eventually(
    'the namespace is free',
    120,
    async () => (await client.find(resources.namespaces, { name: namespace })) === undefined,
  );
  kubectl('create', 'namespace', namespace);
});
after(() => {
  kubectl('delete', 'namespace', namespace, '--wait=false');
  rmSync(work, { recursive: true });
});

test('apply, diff, describe, explain, rollout: status, history, undo, restart', async () => {
  const file = manifest('web');
  assert.match(k('apply', '-f', file), /deployment.apps\/web created\nservice\/web created/);
  assert.match(k('rollout', 'status', 'deployment/web', '--timeout=90s'), /successfully rolled out/);
  assert.match(k('apply', '-f', file), /web unchanged/);
  manifest('web', (text) => text.replace('value: hello', 'value: changed'));
  const diff = tryK('diff', '-f', file);
  assert.equal(diff.code, 1, diff.stderr);
  assert.match(diff.stdout, /^-\s+value: hello\n\+\s+value: changed$/m);
  k('apply', '-f', file);
  k('rollout', 'status', 'deployment/web', '--timeout=90s');
  assert.match(k('rollout', 'history', 'deployment/web'), /^1 .*\n2 /m);
  k('rollout', 'undo', 'deployment/web');
  k('rollout', 'status', 'deployment/web', '--timeout=90s');
  assert.match(k('get', 'deployment', 'web', '-o', 'yaml'), /value: hello/);
  k('rollout', 'restart', 'deployment/web');
  k('rollout', 'status', 'deployment/web', '--timeout=90s');
  assert.match(k('describe', 'deployment', 'web'), /NewReplicaSet:\s+web-/);
  assert.match(k('describe', 'pod', await firstPod()), /Readiness:\s+http-get http:\/\/:http\//);
  assert.match(kubectl('explain', 'deployment.spec.strategy.rollingUpdate.maxSurge'), /maxSurge/);
  assert.match(k('get', 'deployment,rs,svc,pods', '-o', 'wide'), /deployment.apps\/web +2\/2/);
});

test('server-side apply, patch, edit, scale, label, annotate', async () => {
  const file = manifest('web', (text) => text.replace('replicas: 2', 'replicas: 1'));
  const conflict = tryK('apply', '--server-side', '--field-manager=other', '-f', file);
  assert.notEqual(conflict.code, 0);
  assert.match(conflict.stderr, /conflict/);
  assert.match(
    k('apply', '--server-side', '--field-manager=other', '--force-conflicts', '-f', file),
    /serverside-applied/,
  );
  k('scale', 'deployment/web', '--replicas=3');
  await eventually(
    'three replicas',
    60,
    () => k('get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}') === '3',
  );
  k(
    'patch',
    'deployment',
    'web',
    '-p',
    '{"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"EXTRA","value":"1"}]}]}}}}',
  );
  assert.match(
    k('get', 'deployment', 'web', '-o', 'jsonpath={.spec.template.spec.containers[0].env[*].name}'),
    /EXTRA|GREETING/,
  );
  k('patch', 'service', 'web', '--type=json', '-p', '[{"op":"add","path":"/metadata/labels","value":{"a":"b"}}]');
  k('label', 'service', 'web', 'c=d');
  k('annotate', 'service', 'web', 'note=yes');
  const edited = spawnSync('kubectl', ['-n', namespace, 'edit', 'service', 'web'], {
    env: { ...process.env, KUBE_EDITOR: "sed -i 's/c: d/c: edited/'" },
    encoding: 'utf8',
  });
  assert.match(edited.stdout, /service\/web edited/, edited.stderr);
  assert.equal(k('get', 'svc', 'web', '-o', 'jsonpath={.metadata.labels.c}'), 'edited');
  k('rollout', 'status', 'deployment/web', '--timeout=90s');
});

test('logs, exec, attach, port-forward, cp', async () => {
  const pod = await firstPod();
  assert.match(k('logs', pod), /ready/);
  assert.equal(k('exec', pod, '--', 'busybox', 'echo', 'said'), 'said\n');
  const failed = tryK('exec', pod, '--', 'busybox', 'sh', '-c', 'exit 7');
  assert.equal(failed.code, 7);
  const piped = spawnSync('kubectl', ['-n', namespace, 'exec', '-i', pod, '--', 'busybox', 'wc', '-c'], {
    input: 'x'.repeat(200_000),
    encoding: 'utf8',
  });
  assert.equal(piped.stdout.trim(), '200000', piped.stderr);
  const terminal = spawnSync(
    'script',
    ['-qec', `kubectl -n ${namespace} exec -it ${pod} -- busybox sh -c 'busybox tty; echo $TERM'`, '/dev/null'],
    {
      env: { ...process.env, TERM: 'xterm' },
      encoding: 'utf8',
    },
  );
  assert.match(terminal.stdout, /\/dev\/pts\/\d/);

  const forward = spawn('kubectl', ['-n', namespace, 'port-forward', 'service/web', ':80'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let said = '';
    forward.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    const port = await eventually('kubectl says which port', 20, () => /127\.0\.0\.1:(\d+)/.exec(said)?.[1]);
    for (let round = 0; round < 3; round += 1)
      assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'hello\n');
  } finally {
    forward.kill();
  }

  const copy = join(work, 'copied.html');
  k('cp', `${pod}:/tmp/www/index.html`, copy);
  assert.equal(readFileSync(copy, 'utf8'), 'hello\n');
  writeFileSync(copy, 'back again\n');
  k('cp', copy, `${pod}:/tmp/www/back.html`);
  assert.equal(k('exec', pod, '--', 'busybox', 'cat', '/tmp/www/back.html'), 'back again\n');

  const tail = follow('kubectl', ['-n', namespace, 'logs', '-f', '--tail=1', pod]);
  await eventually('the log is followed', 20, () => tail.lines().some((line) => line.includes('ready')));
  tail.stop();
  assert.equal(tryK('logs', pod, '-c', 'nosuch').code, 1);
});

test('get -w, wait, events, top-level questions', async () => {
  const watch = follow('kubectl', ['-n', namespace, 'get', 'configmaps', '-w', '-o', 'name']);
  await eventually('the watch begins', 20, () => watch.lines().length > 0);
  k('create', 'configmap', 'seen', '--from-literal=a=b');
  await eventually('the watch shows it', 20, () => watch.lines().includes('configmap/seen'));
  watch.stop();
  assert.match(k('wait', 'deployment/web', '--for=condition=Available', '--timeout=60s'), /condition met/);
  assert.match(k('get', 'events'), /Scheduled|Created/);
  assert.equal(kubectl('auth', 'can-i', '*', '*').trim(), 'yes');
  assert.equal(tryK('auth', 'can-i', 'delete', 'nodes', '--as', 'nobody').stdout.trim(), 'no');
  assert.match(kubectl('api-resources'), /^deployments +deploy +apps\/v1 +true +Deployment$/m);
  assert.match(kubectl('api-versions'), /^apps\/v1$/m);
  assert.match(kubectl('get', 'nodes', '-o', 'wide'), / Ready /);
  assert.match(kubectl('version', '--output=json'), /serverVersion/);
  assert.match(tryK('get', 'nosuchkind').stderr, /the server doesn't have a resource type "nosuchkind"/);
  assert.match(
    tryK(
      'create',
      '-f',
      manifest('bad', (text) => text.replace('replicas: 2', 'replicas: two')),
    ).stderr,
    /replicas/,
  );
});

test('jobs, init containers, config maps and secrets in pods, restarts', async () => {
  k('create', 'secret', 'generic', 'token', '--from-literal=word=hidden');
  const job = join(work, 'job.yaml');
  writeFileSync(
    job,
    `
apiVersion: batch/v1
kind: Job
metadata: { name: once }
spec:
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Never
      volumes: [{ name: shared, emptyDir: {} }, { name: token, secret: { secretName: token } }, { name: map, configMap: { name: seen } }]
      initContainers:
        - { name: first, image: ${image()}, command: [busybox, sh, -c, 'echo first >/shared/a'], volumeMounts: [{ name: shared, mountPath: /shared }] }
      containers:
        - name: main
          image: ${image()}
          command: [busybox, sh, -c, 'busybox cat /shared/a /token/word /map/a; echo $WORD $NODE']
          env: [{ name: WORD, valueFrom: { secretKeyRef: { name: token, key: word } } }, { name: NODE, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }]
          volumeMounts: [{ name: shared, mountPath: /shared }, { name: token, mountPath: /token }, { name: map, mountPath: /map }]
`,
  );
  k('apply', '-f', job);
  k('wait', 'job/once', '--for=condition=Complete', '--timeout=60s');
  assert.match(k('logs', 'job/once'), /^first\nhiddenbhidden \S+/);
  const failing = join(work, 'failing.yaml');
  writeFileSync(
    failing,
    `
apiVersion: v1
kind: Pod
metadata: { name: failing }
spec:
  terminationGracePeriodSeconds: 0
  containers: [{ name: main, image: ${image()}, command: [busybox, sh, -c, 'echo attempt; exit 3'] }]
`,
  );
  k('apply', '-f', failing);
  const status = '{.status.containerStatuses[0]}';
  const container = await eventually('it is restarted', 60, () => {
    const seen = JSON.parse(k('get', 'pod', 'failing', '-o', `jsonpath=${status}`) || '{}');
    return seen.restartCount >= 1 && seen.state.waiting?.reason === 'CrashLoopBackOff' ? seen : undefined;
  });
  assert.equal(container.lastState.terminated.exitCode, 3);
  assert.equal(k('logs', 'failing', '--previous'), 'attempt\n');
});

test('cordon, drain, uncordon', async () => {
  const node = k('get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[0].spec.nodeName}');
  const budgets = kubectl('api-versions').split('\n').includes('policy/v1') ? 'policy/v1' : 'policy/v1beta1';
  const budget = {
    apiVersion: budgets,
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
  };
  writeFileSync(join(work, 'budget.json'), JSON.stringify(budget));
  k('apply', '-f', join(work, 'budget.json'));
  try {
    assert.match(kubectl('cordon', node), /cordoned/);
    assert.match(kubectl('get', 'node', node), /SchedulingDisabled/);
    const drained = tryKubectl([
      'drain',
      node,
      '--ignore-daemonsets',
      '--delete-emptydir-data',
      '--force',
      '--pod-selector',
      'app=once',
      '--timeout=60s',
    ]);
    assert.equal(drained.code, 0, drained.stderr);
    const pod = k(
      'get',
      'pods',
      '-l',
      'app=web',
      '--field-selector',
      `spec.nodeName=${node}`,
      '-o',
      'jsonpath={.items[0].metadata.name}',
    );
    const evicted = tryKubectl([
      'drain',
      node,
      '--ignore-daemonsets',
      '--delete-emptydir-data',
      '--force',
      '--pod-selector',
      'app=web',
      '--timeout=5s',
    ]);
    // Where there is no other node the budget holds the last pod; where there is one, all pods move.
    if (evicted.code !== 0) assert.match(evicted.stderr, /disruption budget|global timeout|deadline exceeded/);
    await eventually('the first pod is gone', 60, () => tryK('get', 'pod', pod).code !== 0);
  } finally {
    assert.match(kubectl('uncordon', node), /uncordoned/);
  }
  k('rollout', 'status', 'deployment/web', '--timeout=90s');
});

test('delete: background, foreground, orphan, everything', async () => {
  k('delete', 'deployment', 'web', '--cascade=orphan');
  assert.match(k('get', 'rs', '-l', 'app=web', '-o', 'name'), /replicaset/);
  const [set = ''] = k('get', 'rs', '-l', 'app=web', '-o', 'name').trim().split('\n');
  k('delete', set, '--cascade=foreground');
  k('delete', 'rs', '-l', 'app=web', '--cascade=background');
  await eventually('their pods are gone', 60, () => k('get', 'pods', '-l', 'app=web', '-o', 'name').trim() === '');
  k('delete', 'all', '--all');
  await eventually('nothing is left', 60, () => k('get', 'all', '-o', 'name').trim() === '');
});
