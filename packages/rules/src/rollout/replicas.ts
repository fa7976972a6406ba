// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * How many virt-api pods a cluster gets when `infra.replicas` is not set, by the number of nodes that virt-handler belongs on.
 * @upstream one on a single-node cluster, else one for every ten nodes, at least two
 * @differs KubeVirt counts nodes that can take VMs just now, so that a virt-handler that is replaced takes a virt-api along
 */
export const apiReplicas = (nodes: number): number => (nodes === 1 ? 1 : Math.max(2, Math.floor(nodes / 10)));
