// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type Job } from '@kubevirt-ts/kube';
import { selects } from '../../../controllers/label-selector.ts';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { setPodSpecDefaults } from '../pod/defaults.ts';
import { podTemplateCauses } from '../pod/spec.ts';
import { invalidValue, negative, notSupported, oneOf, required } from '../validation/causes.ts';
import { labelSelectorCauses } from '../validation/label-selector.ts';
import { immutable } from '../validation/metadata.ts';
import { templateWarnings } from './template.ts';

type JobSpec = NonNullable<Job['spec']>;

function typed(object: Json): Job {
  return object as unknown as Job;
}

/** What is special about jobs. @upstream pkg/apis/batch, pkg/registry/batch/job */
export const jobStrategy: Strategy = {
  setDefaults: (object) => setDefaults(typed(object)),
  prepareForCreate: (object) => prepareForCreate(typed(object)),
  validate: (object) => jobCauses(typed(object)),
  validateUpdate: (object, old) => [...jobCauses(typed(object)), ...updateCauses(typed(object), typed(old))],
  warnings: (object, old) => templateWarnings(object, old, true),
  selectableFields: (object) => ({ 'status.successful': String(typed(object).status?.succeeded ?? 0) }),
};

const unlimited = 2 ** 31 - 1;

function setDefaults(job: Job): void {
  const { spec } = job;
  if (!spec) return;
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : unlimited;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
  for (const rule of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True';
  }
  labelLikeTemplate(job);
  if (spec.template?.spec) setPodSpecDefaults(spec.template.spec);
}

function labelLikeTemplate(job: Job): void {
  const labels = job.spec?.template?.metadata?.labels;
  if (!labels || Object.keys(job.metadata?.labels ?? {}).length) return;
  job.metadata = { ...job.metadata, labels: { ...labels } };
}

const uidLabels = ['batch.kubernetes.io/controller-uid', 'controller-uid'] as const;
const nameLabels = ['batch.kubernetes.io/job-name', 'job-name'] as const;

function prepareForCreate(job: Job): void {
  job.status = {};
  const { spec, metadata } = job;
  if (!spec?.template || spec.manualSelector) return;
  // Labels taken over from the template stay those of the template.
  if (isDeepEqual(metadata?.labels, spec.template.metadata?.labels)) delete job.metadata?.labels;
  const labels: Record<string, string> = { ...spec.template.metadata?.labels };
  for (const label of uidLabels) labels[label] ??= metadata?.uid ?? '';
  for (const label of nameLabels) labels[label] ??= metadata?.name ?? '';
  spec.template.metadata = { ...spec.template.metadata, labels };
  const matchLabels: Record<string, string> = { ...spec.selector?.matchLabels };
  matchLabels[uidLabels[0]] ??= metadata?.uid ?? '';
  spec.selector = { ...spec.selector, matchLabels };
  labelLikeTemplate(job);
}

function jobCauses(job: Job): Cause[] {
  const { spec } = job;
  if (!spec) return [required('spec')];
  return [...generatedCauses(job), ...specCauses(spec)];
}

function generatedCauses(job: Job): Cause[] {
  const { spec, metadata } = job;
  if (!spec || spec.manualSelector) return [];
  const labels = spec.template?.metadata?.labels ?? {};
  const expected = [
    ...uidLabels.map((label) => [label, metadata?.uid ?? ''] as const),
    ...nameLabels.map((label) => [label, metadata?.name ?? ''] as const),
  ];
  const causes: Cause[] = expected.flatMap(([label, value]) => {
    const field = `spec.template.metadata.labels[${label}]`;
    if (labels[label] === undefined) return [required(field, `must be '${value}'`)];
    return labels[label] === value ? [] : [invalidValue(field, labels, `must be '${value}'`)];
  });
  if (!selects(spec.selector, Object.fromEntries(expected))) {
    causes.push(invalidValue('spec.selector', spec.selector ?? null, '`selector` not auto-generated'));
  }
  return causes;
}

function specCauses(spec: JobSpec): Cause[] {
  const causes: Cause[] = [];
  for (const name of [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
  ] as const) {
    causes.push(...negative(`spec.${name}`, spec[name]));
  }
  causes.push(...negative('spec.backoffLimitPerIndex', spec.backoffLimitPerIndex));
  const isIndexed = spec.completionMode === 'Indexed';
  if (spec.completionMode) causes.push(...oneOf('spec.completionMode', spec.completionMode, ['NonIndexed', 'Indexed']));
  if (isIndexed && spec.completions === undefined) {
    causes.push(required('spec.completions', 'when completion mode is Indexed'));
  }
  if (spec.backoffLimitPerIndex !== undefined && !isIndexed) {
    causes.push(
      invalidValue('spec.backoffLimitPerIndex', spec.backoffLimitPerIndex, 'requires indexed completion mode'),
    );
  }
  if (spec.podReplacementPolicy) {
    causes.push(...oneOf('spec.podReplacementPolicy', spec.podReplacementPolicy, ['Failed', 'TerminatingOrFailed']));
  }
  causes.push(...podTemplateCauses('spec.template', spec.template));
  const policy = spec.template?.spec?.restartPolicy ?? '';
  if (policy !== 'OnFailure' && policy !== 'Never') {
    const field = 'spec.template.spec.restartPolicy';
    if (policy === 'Always') causes.push(required(field, 'valid values: "OnFailure", "Never"'));
    else causes.push(notSupported(field, policy, ['OnFailure', 'Never']));
  }
  causes.push(...(spec.selector ? labelSelectorCauses('spec.selector', spec.selector) : [required('spec.selector')]));
  const labels = spec.template?.metadata?.labels;
  if (!selects(spec.selector, labels ?? {})) {
    const sentence = '`selector` does not match template `labels`';
    causes.push(invalidValue('spec.template.metadata.labels', labels ?? null, sentence));
  }
  return causes;
}

function updateCauses(job: Job, old: Job): Cause[] {
  const [spec, before] = [job.spec, old.spec];
  const causes: Cause[] = [];
  const isScaledIndexed = spec?.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (!isScaledIndexed) causes.push(...immutable('spec.completions', spec?.completions, before?.completions));
  causes.push(...immutable('spec.selector', spec?.selector, before?.selector));
  causes.push(...immutable('spec.template', templateOf(job, old), before?.template));
  for (const name of [
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
    'managedBy',
    'successPolicy',
  ] as const) {
    causes.push(...immutable(`spec.${name}`, spec?.[name], before?.[name]));
  }
  return causes;
}

// Until it has begun, a suspended job's pods may be sent elsewhere.
function templateOf(job: Job, old: Job): JobSpec['template'] | undefined {
  const [template, before] = [structuredClone(job.spec?.template), old.spec?.template];
  if (!template?.spec || !before?.spec || !old.spec?.suspend || old.status?.startTime) return template;
  for (const name of ['affinity', 'nodeSelector', 'tolerations', 'schedulingGates'] as const) {
    Object.assign(template.spec, { [name]: before.spec[name] });
  }
  const { annotations, labels } = before.metadata ?? {};
  template.metadata = { ...template.metadata, annotations, labels };
  return template;
}
