// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { PassThrough } from 'node:stream';
import type {
  CommandResult,
  Container,
  Image,
  PullRefusal,
  Runtime,
  RuntimeError,
  Sandbox,
} from '../src/kubelet/runtime/runtime.ts';
import type { ContainerSpec, SandboxSpec } from '../src/kubelet/runtime/spec.ts';

type Changing<T> = { -readonly [K in keyof T]: T[K] };

/** A runtime in memory, with what a test needs to play the containers. */
export interface FakeRuntime extends Runtime {
  readonly sandboxes: Changing<Sandbox>[];
  readonly containers: Changing<Container>[];
  /** The specs containers were made from, by id. */
  readonly specs: Map<string, ContainerSpec>;
  readonly sandboxSpecs: SandboxSpec[];
  /** Stops that were asked for, with their grace. */
  readonly stops: { name: string; graceMs: number }[];
  /** Commands that were run, and how the next ones end. */
  readonly commands: string[][];
  answer: (command: readonly string[]) => CommandResult | Promise<CommandResult>;
  /** What a pull gives. @defaultValue an image */
  pulled: (reference: string) => Image | PullRefusal;
  /** What starting a container throws. */
  startError?: RuntimeError;
  /** Whether containers end when they are asked to. @defaultValue true */
  obeys: boolean;
  /** The last words of all containers. */
  words: string;
  /** Ends the newest run of a container. */
  exit(name: string, exitCode?: number): void;
  /** Kills a pod's pause process. */
  breakSandbox(): void;
  running(name: string): Container | undefined;
}

/** A fake of the machine's containers; times come from `now`. */
export function fakeRuntime(now: () => Date): FakeRuntime {
  const listeners = new Set<(id: string) => void>();
  const images = new Map<string, Image>();
  let count = 0;
  const imageOf = (reference: string): Image => ({
    id: 'sha256:1',
    tags: [reference],
    digests: [`${reference}@sha256:1`],
    sizeBytes: 1000,
    user: '',
  });
  const container = (id: string) => {
    const found = fake.containers.find((one) => one.id === id);
    if (!found) throw new Error(`no container ${id}`);
    return found;
  };
  const end = (run: Changing<Container>, exitCode: number) => {
    if (run.state === 'exited') return;
    Object.assign(run, {
      state: 'exited',
      exitCode,
      finishedAt: now(),
      reason: exitCode === 0 ? 'Completed' : 'Error',
    });
    for (const listener of listeners) listener(run.id);
  };
  const remove = <T extends { id: string }>(list: T[], which: (one: T) => boolean) => {
    for (const one of list.filter(which)) list.splice(list.indexOf(one), 1);
  };

  const fake: FakeRuntime = {
    sandboxes: [],
    containers: [],
    specs: new Map(),
    sandboxSpecs: [],
    stops: [],
    commands: [],
    answer: () => ({ exitCode: 0, output: '', timedOut: false }),
    pulled: imageOf,
    obeys: true,
    words: '',
    exit(name, exitCode = 0) {
      const run = fake.running(name);
      if (!run) throw new Error(`${name} does not run`);
      end(container(run.id), exitCode);
    },
    breakSandbox() {
      for (const sandbox of fake.sandboxes) {
        sandbox.state = 'notReady';
        for (const listener of listeners) listener(sandbox.id);
      }
    },
    running: (name) => fake.containers.find((run) => run.name === name && run.state === 'running'),

    images: {
      list: async () => [...images.values()],
      find: async (reference) => images.get(reference),
      async pull(reference) {
        const image = fake.pulled(reference);
        if (!('reason' in image)) images.set(reference, image);
        return image;
      },
      load: async () => [],
      remove: async (reference) => images.delete(reference),
    },
    async ensureSandbox(spec) {
      const there = fake.sandboxes.find(({ pod, state }) => pod.uid === spec.pod.uid && state === 'ready');
      if (there) return there;
      fake.sandboxSpecs.push(spec);
      const { pod, attempt, labels } = spec;
      const ips = [`10.42.0.${2 + fake.sandboxSpecs.length}`];
      const sandbox: Sandbox = {
        id: `sb${count++}`,
        pod,
        attempt,
        labels,
        state: 'ready',
        pid: 1,
        ips,
        createdAt: now(),
      };
      fake.sandboxes.push({ ...sandbox });
      return sandbox;
    },
    async stopSandbox(id) {
      for (const run of fake.containers) if (run.sandboxId === id && run.state === 'running') end(run, 137);
      for (const sandbox of fake.sandboxes)
        if (sandbox.id === id) Object.assign(sandbox, { state: 'notReady', ips: [] });
    },
    async removeSandbox(id) {
      await fake.stopSandbox(id);
      remove(fake.containers, (run) => run.sandboxId === id);
      remove(fake.sandboxes, (sandbox) => sandbox.id === id);
    },
    async createContainer(sandboxId, spec) {
      const pod = fake.sandboxes.find(({ id }) => id === sandboxId)?.pod ?? { uid: '', namespace: '', name: '' };
      const run: Container = {
        id: `c${count++}`,
        sandboxId,
        pod,
        name: spec.name,
        attempt: spec.attempt,
        labels: spec.labels,
        image: spec.image,
        imageId: 'sha256:1',
        state: 'created',
        createdAt: now(),
      };
      fake.specs.set(run.id, spec);
      fake.containers.push({ ...run });
      return run;
    },
    async start(id) {
      const run = container(id);
      if (fake.startError) {
        Object.assign(run, {
          state: 'exited',
          exitCode: 128,
          reason: 'StartError',
          finishedAt: now(),
          message: fake.startError.message,
        });
        throw fake.startError;
      }
      Object.assign(run, { state: 'running', startedAt: now(), pid: 2 });
      return { ...run };
    },
    async stop(id, graceMs) {
      const run = container(id);
      fake.stops.push({ name: run.name, graceMs });
      if (fake.obeys) return end(run, 143);
      const ended = Promise.withResolvers<void>();
      listeners.add((ender) => {
        if (ender === id) ended.resolve();
      });
      if (run.state === 'running') await ended.promise;
    },
    async kill(id) {
      end(container(id), 137);
    },
    remove: async (id) => remove(fake.containers, (run) => run.id === id),
    list: async () => ({
      sandboxes: fake.sandboxes.map((one) => ({ ...one })),
      containers: fake.containers.map((one) => ({ ...one })),
    }),
    onExit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    terminationMessage: async () => fake.words,
    async run(_, command) {
      fake.commands.push([...command]);
      return fake.answer(command);
    },
    exec: async () => Promise.reject(new Error('not played')),
    attach: async () => Promise.reject(new Error('not played')),
    async *logs(id) {
      yield Buffer.from(`log of ${container(id).name}\n`);
    },
    connect: async () => new PassThrough(),
    close: async () => undefined,
    purge: async () => undefined,
  };
  return fake;
}
