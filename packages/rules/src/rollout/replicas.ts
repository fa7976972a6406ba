// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * How many virt-api pods a cluster gets when `infra.replicas` is not set.
 * @upstream one on a single-node cluster, else one for every ten nodes that can run VMs, at least two
 */
export const apiReplicas = (schedulableNodes: number): number =>
  schedulableNodes === 1 ? 1 : Math.max(2, Math.floor(schedulableNodes / 10));
