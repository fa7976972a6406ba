// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, Job, Pod } from '@kubevirt-ts/kube';
import { podFromTemplate } from '../pods/template.ts';

/** Keeps a pod until its Job has counted it. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
const indexName = 'batch.kubernetes.io/job-completion-index';

/** Whether each completion of a Job has its own index. */
export function isIndexed(job: Job): boolean {
  return job.spec?.completionMode === 'Indexed';
}

/** The completion a pod is for; undefined when it does not say or says nonsense. */
export function indexOfPod(pod: Pod): number | undefined {
  const text = pod.metadata?.annotations?.[indexName];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Whether a Job has yet to count a pod. */
export function isTracked(pod: Pod): boolean {
  return pod.metadata?.finalizers?.includes(trackingFinalizer) === true;
}

/** A pod of a Job, for one of its completions if it is indexed. */
export function jobPod(job: Job, index?: number): Pod {
  const owner = { ...job, apiVersion: 'batch/v1', kind: 'Job' };
  const name = job.metadata?.name ?? '';
  const pod = podFromTemplate(job.spec?.template, owner, index === undefined ? undefined : `${name}-${index}-`);
  pod.metadata = { ...pod.metadata, finalizers: [...(pod.metadata?.finalizers ?? []), trackingFinalizer] };
  if (index === undefined) return pod;
  pod.metadata.annotations = { ...pod.metadata.annotations, [indexName]: String(index) };
  pod.metadata.labels = { ...pod.metadata.labels, [indexName]: String(index) };
  const spec = pod.spec!;
  spec.hostname = `${name}-${index}`;
  const withIndex = (container: Container): Container => {
    const name = 'JOB_COMPLETION_INDEX';
    if (container.env?.some((variable) => variable.name === name)) return container;
    const fieldRef = { apiVersion: 'v1', fieldPath: `metadata.labels['${indexName}']` };
    return { ...container, env: [...(container.env ?? []), { name, valueFrom: { fieldRef } }] };
  };
  spec.containers = spec.containers.map(withIndex);
  if (spec.initContainers) spec.initContainers = spec.initContainers.map(withIndex);
  return pod;
}
