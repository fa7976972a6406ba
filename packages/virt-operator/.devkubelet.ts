import https from 'node:https';
import { connect, logger, type Pod, resources, watchCache } from '@kubevirt-ts/kube';

const n = Number(process.argv[2] ?? 2);
const readyMs = Number(process.argv[3] ?? 1000);
const client = connect({ kubeconfig: '/tmp/opc/admin.kubeconfig', qps: 1000, burst: 1000 });
const log = logger('kubelet', 'info');
const signal = new AbortController().signal;
for (let i = 1; i <= n; i++) {
  const name = `n${i}`;
  if (!(await client.find(resources.nodes, { name })))
    await client.create(resources.nodes, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': name } },
    } as never);
  await client.patch(
    resources.nodes,
    { name },
    {
      type: 'merge',
      body: {
        status: {
          conditions: [
            {
              type: 'Ready',
              status: 'True',
              reason: 'x',
              message: '',
              lastHeartbeatTime: new Date().toISOString().slice(0, 19) + 'Z',
              lastTransitionTime: new Date().toISOString().slice(0, 19) + 'Z',
            },
          ],
          allocatable: { pods: '200', cpu: '100', memory: '100Gi' },
          capacity: { pods: '200', cpu: '100', memory: '100Gi' },
        },
      },
    },
    { subresource: 'status' },
  );
}
let next = 0;
const busy = new Set<string>();
const pods = watchCache({ client, resource: resources.pods, logger: log, signal });
const handle = async (pod: Pod) => {
  const ref = { namespace: pod.metadata!.namespace, name: pod.metadata!.name! };
  const key = pod.metadata!.uid! + (pod.metadata!.deletionTimestamp ? 'd' : pod.spec?.nodeName ? 'r' : 's');
  if (busy.has(key)) return;
  busy.add(key);
  try {
    if (pod.metadata?.deletionTimestamp) {
      await new Promise((r) => setTimeout(r, readyMs));
      await client.delete(resources.pods, ref, { gracePeriodSeconds: 0 });
      return;
    }
    if (!pod.spec?.nodeName) {
      const want =
        pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.[0]
          ?.matchFields?.[0]?.values?.[0];
      const name = want ?? `n${(next++ % n) + 1}`;
      await client.create(
        resources.pods,
        { apiVersion: 'v1', kind: 'Binding', metadata: ref, target: { apiVersion: 'v1', kind: 'Node', name } } as never,
        { subresource: 'binding' },
      );
      return;
    }
    if (pod.status?.phase === 'Pending') {
      await new Promise((r) => setTimeout(r, readyMs));
      await client.patch(
        resources.pods,
        ref,
        {
          type: 'merge',
          body: {
            status: {
              phase: 'Running',
              podIP: '172.31.77.1',
              podIPs: [{ ip: '172.31.77.1' }],
              conditions: [
                { type: 'Ready', status: 'True' },
                { type: 'ContainersReady', status: 'True' },
                { type: 'PodScheduled', status: 'True' },
              ],
            },
          },
        },
        { subresource: 'status' },
      );
    }
  } catch (e) {
    busy.delete(key);
    console.log('kubelet', (e as Error).message.slice(0, 200));
  }
};
pods.onChange(({ object, type }) => {
  if (type !== 'DELETED') void handle(object);
});
// virt-api's stand-in
const secrets = watchCache({ client, resource: resources.secrets, namespace: 'kubevirt', logger: log, signal });
let server: https.Server | undefined;
secrets.onChange(({ object }) => {
  if (object.metadata?.name !== 'kubevirt-virt-api-certs' || !object.data?.['tls.crt']) return;
  const ctx = {
    cert: Buffer.from(object.data['tls.crt'], 'base64'),
    key: Buffer.from(object.data['tls.key']!, 'base64'),
  };
  if (server) {
    server.setSecureContext(ctx);
    return;
  }
  server = https
    .createServer(ctx, (req, res) => {
      let body = '';
      req.on('data', (d) => (body += d));
      req.on('end', () => {
        res.setHeader('content-type', 'application/json');
        if (req.method === 'POST') {
          const r = JSON.parse(body);
          res.end(
            JSON.stringify({ apiVersion: r.apiVersion, kind: r.kind, response: { uid: r.request.uid, allowed: true } }),
          );
        } else
          res.end(
            JSON.stringify({
              kind: 'APIResourceList',
              apiVersion: 'v1',
              groupVersion: 'subresources.kubevirt.io/v1',
              resources: [],
            }),
          );
      });
    })
    .listen(8443, '172.31.77.1');
});
console.log('kubelet up');
