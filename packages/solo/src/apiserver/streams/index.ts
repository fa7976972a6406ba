// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod } from '@kubevirt-ts/kube';
import type { NodeApi } from '../../kubelet/node-api.ts';
import { badRequest } from '../errors.ts';
import type { Connector, Json } from '../kind.ts';
import type { ApiRequest, ApiResponse } from '../request.ts';
import { podLog } from './pod-log.ts';
import { portForward } from './port-forward.ts';
import { remoteCommand } from './remote-command.ts';

/** The subresources of pods that reach into the node which runs them. */
export function podStreams(
  nodeApi: (nodeName: string) => NodeApi | undefined,
): Readonly<Record<'log' | 'exec' | 'attach' | 'portforward', Connector>> {
  const onNode =
    (handle: (request: ApiRequest, pod: Pod, node: NodeApi) => Promise<ApiResponse>) =>
    (request: ApiRequest, object: Json) => {
      const pod = object as Pod;
      const { nodeName } = pod.spec ?? {};
      if (!nodeName) throw badRequest(`pod ${pod.metadata?.name} does not have a host assigned`);
      const node = nodeApi(nodeName);
      if (node === undefined) throw badRequest(`node ${nodeName} is not run here`);
      return handle(request, pod, node);
    };
  const stream = (
    kind: string,
    handle: (request: ApiRequest, pod: Pod, node: NodeApi) => Promise<ApiResponse>,
  ): Connector => ({
    methods: ['GET', 'POST'],
    kind,
    verbs: ['create', 'get'],
    handle: onNode(handle),
  });
  return {
    log: { methods: ['GET'], kind: 'Pod', verbs: ['get'], handle: onNode(podLog) },
    exec: stream('PodExecOptions', (request, pod, node) => remoteCommand(request, pod, { node, verb: 'exec' })),
    attach: stream('PodAttachOptions', (request, pod, node) => remoteCommand(request, pod, { node, verb: 'attach' })),
    portforward: stream('PodPortForwardOptions', portForward),
  };
}
