// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { labels, resources } from '@kubevirt-ts/api';
import type { Node, Pod } from '@kubevirt-ts/kube';

/** The value of label `kubevirt.io` on the pods that try KVM. */
export const probeLabelValue = 'virt-kvm-probe';

const userId = 107;
const deadlineSeconds = 60;

/** The name of the pod that tries KVM on a node; one at a time per node, whoever makes it. */
export const probePodName = (node: string): string => `virt-kvm-probe-${node}`;

/** What a probe pod is made from. */
export interface ProbePodInput {
  node: Node;
  namespace: string;
  image: string;
  imagePullPolicy: string;
}

/**
 * A pod that boots a one-sector guest under KVM on one node and exits 0 when the guest did its work.
 * It runs wherever the node's agent runs, taints or not, and has no more rights than a VM's pod.
 */
export const renderProbePod = ({ node, namespace, image, imagePullPolicy }: ProbePodInput): Pod => {
  const name = node.metadata?.name ?? '';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: probePodName(name), namespace, labels: { [labels.appLabel]: probeLabelValue } },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: deadlineSeconds,
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsUser: userId, runAsGroup: userId, runAsNonRoot: true, fsGroup: userId },
      tolerations: [{ operator: 'Exists' }],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }],
          },
        },
      },
      containers: [
        {
          name: 'probe',
          image,
          imagePullPolicy,
          command: ['virt-launcher', 'probe-kvm'],
          terminationMessagePolicy: 'FallbackToLogsOnError',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          resources: {
            requests: { cpu: '10m', memory: '64Mi' },
            limits: { memory: '128Mi', [resources.kvmProbe]: '1' },
          },
        },
      ],
    },
  };
};
