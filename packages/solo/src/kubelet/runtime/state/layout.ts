// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { join } from 'node:path';
import type { PodIdentity } from '../spec.ts';

/** Where a node's runtime keeps its things. Names are short: some are the paths of sockets. */
export class Layout {
  /** The node's directory. */
  readonly node: string;

  constructor(nodeDirectory: string) {
    this.node = nodeDirectory;
  }

  /** All that is the runtime's own. */
  get root(): string {
    return join(this.node, 'rt');
  }
  get sandboxes(): string {
    return join(this.root, 'sandboxes');
  }
  get containers(): string {
    return join(this.root, 'containers');
  }
  /** conmon writes a container's exit code here when it ends. */
  get exits(): string {
    return join(this.root, 'exits');
  }
  /** crun's state. */
  get crun(): string {
    return join(this.root, 'crun');
  }
  /** conmon's sockets, one directory a container. */
  get sockets(): string {
    return join(this.root, 's');
  }
  /** The addresses given out. */
  get addresses(): string {
    return join(this.root, 'ips');
  }
  /** The root file system of pause processes. */
  get pause(): string {
    return join(this.root, 'pause');
  }
  /** Where Localhost seccomp profiles are. */
  get seccomp(): string {
    return join(this.node, 'kubelet', 'seccomp');
  }
  sandbox(id: string, ...parts: string[]): string {
    return join(this.sandboxes, id, ...parts);
  }
  container(id: string, ...parts: string[]): string {
    return join(this.containers, id, ...parts);
  }
  /** The directory of a pod's logs. @upstream kubelet */
  podLogs({ namespace, name, uid }: PodIdentity): string {
    return join(this.node, 'logs', 'pods', `${namespace}_${name}_${uid}`);
  }
  /** The log that a container writes now; what was rotated away lies beside it. */
  log(pod: PodIdentity, container: string, attempt: number): string {
    return join(this.podLogs(pod), container, `${attempt}.log`);
  }
}
