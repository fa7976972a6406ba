// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Duplex } from 'node:stream';
import { endFirewallPass } from '../network/machine-firewall.ts';
import { removeNodeTable } from '../network/node-table.ts';
import { removeBridge } from '../network/pod-network.ts';
import type { LogOptions, Session } from '../node-api.ts';
import { terminationFile } from './bundle.ts';
import { removeCgroup } from './cgroups.ts';
import { reopenLog } from './conmon.ts';
import { conmonPid } from './conmon-pid.ts';
import {
  killContainer,
  killLeftovers,
  logOf,
  makeContainer,
  removeContainer,
  startContainer,
  stopContainer,
} from './container-ops.ts';
import { unmountAll } from './machine-mounts.ts';
import { type NodeParts, nodeCgroup } from './node-parts.ts';
import {
  type CommandResult,
  type Container,
  type Images,
  type Runtime,
  RuntimeError,
  type Sandbox,
} from './runtime.ts';
import { makeSandbox, removeSandbox, stopSandbox, syncNodeTable } from './sandbox-ops.ts';
import type { ContainerSpec, SandboxSpec } from './spec.ts';
import { isAlive } from './state/process.ts';
import type { ContainerRecord, SandboxRecord } from './state/records.ts';
import { containerView, isReady, sandboxView } from './state/views.ts';
import { attachSession } from './streams/attach-session.ts';
import { containerLog } from './streams/container-log.ts';
import { type ExecCommand, execCommand } from './streams/exec-command.ts';
import { execSession, type StreamOptions } from './streams/exec-session.ts';
import { lastWords } from './streams/last-words.ts';
import { rotateLog } from './streams/log-files.ts';
import { connectPort } from './streams/port-connection.ts';
import { runCommand } from './streams/run-command.ts';
import { Turns } from './turns.ts';

const rotateEveryMs = 10_000;
const lookForLostEveryMs = 5000;

/** The runtime of one node, by crun and conmon. */
export class NodeRuntime implements Runtime {
  readonly images: Images;
  readonly #parts: NodeParts;
  /** What is done to one pod is done one after another. */
  readonly #turns = new Turns();
  readonly #listeners = new Set<(id: string) => void>();
  /** Those whose end nobody wrote down, and was told of. */
  readonly #lost = new Set<string>();
  readonly #timers: NodeJS.Timeout[];
  readonly #stopExits: () => void;

  constructor(parts: NodeParts) {
    this.#parts = parts;
    this.images = parts.images;
    this.#stopExits = parts.exits.onExit((id) => this.#ended(id));
    this.#timers = [
      setInterval(() => void this.#rotateLogs(), rotateEveryMs).unref(),
      setInterval(() => void this.#findLost(), lookForLostEveryMs).unref(),
    ];
  }

  ensureSandbox(spec: SandboxSpec): Promise<Sandbox> {
    return this.#turns.of(spec.pod.uid, async () => {
      const ready = this.#parts.sandboxes.all().find((each) => each.spec.pod.uid === spec.pod.uid && isReady(each));
      if (ready) return sandboxView(ready);
      const record = await makeSandbox(this.#parts, spec);
      if (spec.hostPorts.length) await this.#writeHostPorts();
      return sandboxView(record);
    });
  }

  stopSandbox(id: string): Promise<void> {
    return this.#onSandbox(id, async (record) => {
      if (record.phase === 'stopped') return;
      await stopSandbox(this.#parts, record);
      if (record.spec.hostPorts.length) await this.#writeHostPorts();
    });
  }

  removeSandbox(id: string): Promise<void> {
    return this.#onSandbox(id, async (record) => {
      if (record.phase !== 'stopped') await stopSandbox(this.#parts, record);
      for (const container of this.#parts.containers.all().filter(({ sandboxId }) => sandboxId === id))
        await removeContainer(this.#parts, container);
      await removeSandbox(this.#parts, record);
      if (record.spec.hostPorts.length) await this.#writeHostPorts();
    });
  }

  async createContainer(sandboxId: string, spec: ContainerSpec): Promise<Container> {
    const sandbox = this.#parts.sandboxes.get(sandboxId);
    if (!sandbox || !isReady(sandbox))
      throw new RuntimeError('CreateContainerError', `sandbox ${sandboxId} is not ready`);
    return this.#turns.of(sandbox.spec.pod.uid, async () =>
      this.#view(await makeContainer(this.#parts, sandbox, spec)),
    );
  }

  async start(id: string): Promise<Container> {
    const record = this.#container(id);
    await startContainer(this.#parts, record);
    // It may have ended before it was known to run; whoever was told of that then did not see it so.
    if (this.#parts.exits.get(id)) setImmediate(() => this.#ended(id));
    return this.#view(record);
  }

  async stop(id: string, graceMs: number): Promise<void> {
    await stopContainer(this.#parts, this.#container(id), graceMs);
  }

  async kill(id: string, signal: string): Promise<void> {
    killContainer(this.#container(id), signal);
  }

  async remove(id: string): Promise<void> {
    const record = this.#parts.containers.get(id);
    if (!record) return;
    if (this.#isRunning(record)) throw new RuntimeError('RunContainerError', `container ${id} runs`);
    await this.#turns.of(record.pod.uid, () => removeContainer(this.#parts, record));
  }

  async list(): Promise<{ sandboxes: Sandbox[]; containers: Container[] }> {
    const { sandboxes, containers } = this.#parts;
    return {
      sandboxes: sandboxes
        .all()
        .filter(({ phase }) => phase !== 'making')
        .map(sandboxView),
      containers: containers
        .all()
        .filter(({ phase }) => phase !== 'making')
        .map((record) => this.#view(record)),
    };
  }

  onExit(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  terminationMessage(id: string, fallbackToLogs: boolean): Promise<string> {
    const record = this.#container(id);
    const file = this.#parts.layout.container(id, terminationFile);
    return lastWords(file, fallbackToLogs ? logOf(this.#parts, record) : undefined);
  }

  async run(id: string, command: readonly string[], timeoutMs: number): Promise<CommandResult> {
    return runCommand(await this.#execCommand(id, command, false), timeoutMs);
  }

  async exec(id: string, command: readonly string[], o: StreamOptions): Promise<Session> {
    return execSession(await this.#execCommand(id, command, o.tty), o);
  }

  async attach(id: string, o: StreamOptions): Promise<Session> {
    const record = this.#running(id);
    const { layout } = this.#parts;
    return attachSession(
      {
        id,
        bundle: layout.container(id),
        sockets: layout.sockets,
        log: logOf(this.#parts, record),
        terminal: record.spec.tty,
        stdin: record.spec.stdin,
        ...this.#life(record),
      },
      o,
    );
  }

  logs(id: string, o: Omit<LogOptions, 'container' | 'previous'>, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const record = this.#container(id);
    return containerLog(logOf(this.#parts, record), o, { ...this.#life(record), signal, now: this.#parts.now() });
  }

  async connect(sandboxId: string, port: number): Promise<Duplex> {
    const sandbox = this.#parts.sandboxes.get(sandboxId);
    if (!sandbox || !isReady(sandbox)) throw new RuntimeError('NotFound', `sandbox ${sandboxId} is not running`);
    return connectPort(sandbox.netns, port);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#stopExits();
    this.#parts.exits.close();
  }

  async purge(): Promise<void> {
    await this.close();
    const { layout, network } = this.#parts;
    for (const { id } of this.#parts.sandboxes.all()) await this.removeSandbox(id);
    for (const record of this.#parts.containers.all()) await removeContainer(this.#parts, record);
    await removeNodeTable(network);
    await endFirewallPass(network);
    await removeBridge(network.bridge);
    await unmountAll(layout.node);
    await removeCgroup(nodeCgroup(layout));
  }

  #view(record: ContainerRecord): Container {
    const { exits, layout } = this.#parts;
    return containerView(record, exits.get(record.id), () => conmonPid(layout.container(record.id)));
  }

  #isRunning(record: ContainerRecord): boolean {
    return this.#view(record).state === 'running';
  }

  /** For those who follow a container's output to its end. */
  #life(record: ContainerRecord): { alive: () => boolean; onExit: (listener: () => void) => () => void } {
    return {
      alive: () => this.#isRunning(record),
      onExit: (listener) => this.onExit((id) => id === record.id && listener()),
    };
  }

  #container(id: string): ContainerRecord {
    const record = this.#parts.containers.get(id);
    if (!record) throw new RuntimeError('NotFound', `container ${id} not found`);
    return record;
  }

  #running(id: string): ContainerRecord {
    const record = this.#container(id);
    if (!this.#isRunning(record)) throw new RuntimeError('NotFound', `container ${id} is not running`);
    return record;
  }

  #execCommand(id: string, command: readonly string[], terminal: boolean): Promise<ExecCommand> {
    this.#running(id);
    const bundle = this.#parts.layout.container(id);
    return execCommand(this.#parts.crun, { id, bundle, command, terminal });
  }

  #onSandbox(id: string, work: (record: SandboxRecord) => Promise<void>): Promise<void> {
    const record = this.#parts.sandboxes.get(id);
    return record ? this.#turns.of(record.spec.pod.uid, () => work(record)) : Promise.resolve();
  }

  #writeHostPorts(): Promise<void> {
    return this.#turns.of('host ports', () => syncNodeTable(this.#parts));
  }

  #ended(id: string): void {
    const record = this.#parts.containers.get(id);
    const sandbox = record && this.#parts.sandboxes.get(record.sandboxId);
    const shares = sandbox && (sandbox.spec.sharePid || sandbox.spec.hostPid || record.spec.targetContainerId);
    if (record && shares) void killLeftovers(this.#parts, record);
    for (const listener of this.#listeners) listener(id);
  }

  /** Tells of those that ended without a word, as their conmon was killed. */
  async #findLost(): Promise<void> {
    const { sandboxes, containers, exits } = this.#parts;
    await exits.lookAgain();
    const gone = [
      ...containers.all().filter((record) => record.phase === 'started' && !this.#isRunning(record)),
      ...sandboxes.all().filter(({ phase, process }) => phase === 'made' && process && !isAlive(process)),
    ];
    for (const { id } of gone) {
      if (exits.get(id) || this.#lost.has(id)) continue;
      this.#lost.add(id);
      this.#ended(id);
    }
  }

  async #rotateLogs(): Promise<void> {
    const { containers, layout, logger, now } = this.#parts;
    for (const record of containers.all()) {
      if (!this.#isRunning(record)) continue;
      const reopen = () => reopenLog(layout.container(record.id));
      await rotateLog(logOf(this.#parts, record), reopen, now()).catch((error: unknown) => {
        logger.warn({ err: error, container: record.id }, 'log not rotated');
      });
    }
  }
}
