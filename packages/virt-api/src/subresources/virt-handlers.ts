// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { IncomingMessage, RequestOptions } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { PeerCertificate } from 'node:tls';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { type CertificateSource, type Client, isObject, type Reloading, resources } from '@kubevirt-ts/kube';
import { internal } from './status.ts';

/** The name in the certificate of every virt-handler; nobody else of the cluster's authority is believed to be one. */
const serverName = 'kubevirt.io:system:node:virt-handler';
const answerTimeoutMs = 10_000;
const maxAnswerBytes = 1024 * 1024;

/** The virt-handlers of the cluster, asked about VMIs on their nodes. */
export interface VirtHandlers {
  /** Asks for a deed or a fact; the answer is JSON. @throws CallError 500 with what virt-handler said */
  ask(vmi: VirtualMachineInstance, verb: string, method: 'GET' | 'PUT'): Promise<unknown>;
  /** Opens a stream; the websocket's handshake is left to whoever is at its other end. */
  stream(vmi: VirtualMachineInstance, verb: string, headers: Record<string, string>): Promise<Stream>;
}

/** What virt-handler answered to a websocket's handshake. */
type Stream =
  | { upgraded: true; headers: IncomingMessage['headers']; socket: Duplex; head: Buffer }
  | { upgraded: false; code: number; message: string };

/** Where virt-handlers are and how we and they know each other. */
export interface VirtHandlersOptions {
  client: Client;
  namespace: string;
  port: number;
  certificate: CertificateSource;
  trust: Reloading<string>;
}

/** Nothing when a certificate is a virt-handler's, else why not; its name counts, since pods' addresses are no identity. */
export const serverIdentityFault = (certificate: Pick<PeerCertificate, 'subject'>): Error | undefined =>
  certificate.subject?.CN === serverName
    ? undefined
    : new Error(`a certificate for ${JSON.stringify(certificate.subject?.CN)} is not a virt-handler's`);

const messageOf = (text: string, code: number): string => {
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body) && typeof body.message === 'string') return body.message;
  } catch {
    // Not JSON: the code has to do.
  }
  return `virt-handler answered ${code}`;
};

const readText = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw internal('virt-handler answered more than is sensible');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** The virt-handlers, found by the node of a VMI. */
export const virtHandlers = (o: VirtHandlersOptions): VirtHandlers => {
  const addressOf = async (vmi: VirtualMachineInstance): Promise<string> => {
    const node = vmi.status?.nodeName;
    if (!node) throw internal('the VMI is on no node');
    const { items } = await o.client.list(resources.pods, {
      namespace: o.namespace,
      labelSelector: 'kubevirt.io=virt-handler',
      fieldSelector: `spec.nodeName=${node}`,
    });
    const ready = items.filter(({ metadata, status }) => !metadata?.deletionTimestamp && status?.podIP);
    const running = ready.find(({ status }) => status?.phase === 'Running') ?? ready[0];
    if (!running?.status?.podIP) throw internal(`there is no virt-handler on node ${node}`);
    return running.status.podIP;
  };

  const optionsFor = async (vmi: VirtualMachineInstance, verb: string): Promise<RequestOptions> => {
    const { namespace, name } = vmi.metadata ?? {};
    const pair = o.certificate.current();
    const ca = o.trust.current();
    if (!pair || !ca) throw internal('the certificates for virt-handler are not there yet');
    return {
      host: await addressOf(vmi),
      port: o.port,
      path: `/v1/namespaces/${namespace}/virtualmachineinstances/${name}/${verb}`,
      cert: pair.certificatePem,
      key: pair.keyPem,
      ca,
      servername: '',
      checkServerIdentity: (_: string, certificate: PeerCertificate) => serverIdentityFault(certificate),
      minVersion: 'TLSv1.2',
      agent: false,
    } as RequestOptions;
  };

  return {
    async ask(vmi, verb, method) {
      const options = await optionsFor(vmi, verb);
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const signal = AbortSignal.timeout(answerTimeoutMs);
      https
        .request({ ...options, method, signal }, resolve)
        .on('error', reject)
        .end();
      const response = await promise.catch((error: Error) => {
        throw internal(`virt-handler cannot be asked: ${error.message}`);
      });
      const code = response.statusCode ?? 0;
      const text = await readText(response);
      if (code < 200 || code > 299) throw internal(messageOf(text, code));
      return text ? JSON.parse(text) : undefined;
    },

    async stream(vmi, verb, headers) {
      const options = await optionsFor(vmi, verb);
      const { promise, resolve, reject } = Promise.withResolvers<Stream>();
      const request = https.request({
        ...options,
        method: 'GET',
        timeout: answerTimeoutMs,
        headers: { ...headers, connection: 'Upgrade', upgrade: 'websocket' },
      });
      request.on('upgrade', (response, socket, head) => {
        socket.setTimeout(0);
        resolve({ upgraded: true, headers: response.headers, socket, head });
      });
      request.on('response', (response) => {
        const code = response.statusCode ?? 500;
        readText(response).then((text) => resolve({ upgraded: false, code, message: messageOf(text, code) }), reject);
      });
      request.on('timeout', () => request.destroy(new Error('virt-handler does not answer')));
      request.on('error', (error) => reject(internal(`virt-handler cannot be asked: ${error.message}`)));
      request.end();
      return promise;
    },
  };
};
