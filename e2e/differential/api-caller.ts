// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { parse } from 'yaml';

/** An answer as it came. */
export interface Answer {
  status: number;
  contentType: string;
  warnings: string[];
  body: unknown;
}

/** A watch that is being followed. */
export interface Following {
  /** Events that came, bookmarks excepted. */
  events: { type: string; object: unknown }[];
  /** Resolves when there are so many, or after 10 s with what there is. */
  enough(count: number): Promise<void>;
  end(): void;
}

/** Sends requests to one API server, exactly as they are given. */
export interface ApiCaller {
  send(method: string, path: string, o: { body?: string; headers: Record<string, string> }): Promise<Answer>;
  follow(path: string): Promise<Following>;
  close(): void;
}

const enoughMs = 10_000;
const longestAnswerMs = 60_000;

/** JSON, or a watch's lines of it. */
function parsed(text: string): unknown {
  const lines = text.trim().split('\n');
  return (lines.length > 1 && lines[0]?.endsWith('}')) || text.startsWith('{"type":')
    ? lines.map((line) => JSON.parse(line))
    : text === ''
      ? ''
      : JSON.parse(text);
}

/** A caller as the administrator that a kubeconfig names. */
export function apiCaller(kubeconfig: string): ApiCaller {
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  const cluster = config.clusters[0].cluster;
  const user = config.users[0].user;
  const decoded = (data: string | undefined, file: string | undefined) =>
    data === undefined ? readFileSync(file ?? '') : Buffer.from(data, 'base64');
  const agent = new Agent({
    keepAlive: true,
    ca: decoded(cluster['certificate-authority-data'], cluster['certificate-authority']),
    cert: decoded(user['client-certificate-data'], user['client-certificate']),
    key: decoded(user['client-key-data'], user['client-key']),
  });
  const open = (method: string, path: string, headers: Record<string, string>) =>
    httpsRequest(new URL(path, cluster.server), {
      method,
      agent,
      headers: { 'user-agent': 'differential/1', ...headers },
    });

  return {
    send: (method, path, o) =>
      new Promise((resolve, reject) => {
        const headers =
          o.body === undefined ? o.headers : { ...o.headers, 'content-length': String(Buffer.byteLength(o.body)) };
        const request = open(method, path, headers);
        request.setTimeout(longestAnswerMs, () => request.destroy(new Error(`${method} ${path} does not end`)));
        request.on('error', reject).on('response', async (response) => {
          let text = '';
          try {
            for await (const chunk of response.setEncoding('utf8')) text += chunk;
          } catch (error) {
            reject(error);
            return;
          }
          const contentType = response.headers['content-type'] ?? '';
          const warning = response.headers.warning;
          resolve({
            status: response.statusCode ?? 0,
            contentType,
            warnings: warning === undefined ? [] : String(warning).split(/, (?=299)/),
            body: contentType.includes('json') ? parsed(text) : text,
          });
        });
        request.end(o.body);
      }),
    follow: (path) =>
      new Promise((resolve, reject) => {
        const request = open('GET', path, {});
        const events: Following['events'] = [];
        let told = () => {};
        request.on('error', reject).on('response', async (response) => {
          const ended = () => request.destroy();
          const enough = async (count: number) => {
            const deadline = AbortSignal.timeout(enoughMs);
            while (events.length < count && !deadline.aborted) {
              await new Promise<void>((wake) => {
                told = wake;
                deadline.addEventListener('abort', () => wake(), { once: true });
              });
            }
          };
          resolve({ events, enough, end: ended });
          request.removeListener('error', reject).on('error', () => {});
          let rest = '';
          try {
            for await (const chunk of response.setEncoding('utf8')) {
              const lines = (rest + chunk).split('\n');
              rest = lines.pop() ?? '';
              for (const line of lines) {
                const event = JSON.parse(line);
                if (event.type !== 'BOOKMARK') events.push(event);
              }
              told();
            }
          } catch {
            // The watch was ended by us.
          }
        });
        request.end();
      }),
    close: () => agent.destroy(),
  };
}
