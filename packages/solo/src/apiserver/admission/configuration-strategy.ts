// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { clientConfigCauses } from '../crd/definition/conversion-rules.ts';
import {
  duplicate,
  entry,
  invalidStruct,
  invalidValue,
  notSupported,
  required,
  tooMany,
} from '../crd/structural/causes.ts';
import type { Cause, Json, Strategy } from '../kind.ts';
import { labelSelectorCauses } from '../kinds/validation/label-selector.ts';
import { isDns1035Label, isDnsSubdomain, isQualifiedName } from '../kinds/validation/names.ts';
import type { Webhook } from './configurations.ts';
import { compileCondition } from './match-conditions.ts';
import { ruleCauses } from './rule-causes.ts';

const maxConditions = 64;
const reviewVersions = ['v1', 'v1beta1'];
const sideEffects = ['None', 'NoneOnDryRun'];

/** What is special about Mutating- and ValidatingWebhookConfigurations. @upstream pkg/apis/admissionregistration */
export function configurationStrategy(type: 'mutating' | 'validating'): Strategy {
  return {
    setDefaults(object) {
      for (const webhook of webhooksOf(object)) setDefaults(webhook, type);
    },
    validate: (object) => configurationCauses(object, []),
    validateUpdate: (object, old) =>
      configurationCauses(
        object,
        webhooksOf(old).flatMap((webhook) => (webhook.matchConditions ?? []).map((each) => each.expression)),
      ),
  };
}

function webhooksOf(object: Json): Webhook[] {
  const { webhooks } = object;
  return Array.isArray(webhooks) ? (webhooks as Webhook[]) : [];
}

function setDefaults(webhook: Webhook, type: 'mutating' | 'validating'): void {
  webhook.failurePolicy ??= 'Fail';
  webhook.matchPolicy ??= 'Equivalent';
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= 10;
  if (type === 'mutating') webhook.reinvocationPolicy ??= 'Never';
  for (const rule of webhook.rules ?? []) rule.scope ??= '*';
  const service = webhook.clientConfig?.service;
  if (service) service.port ??= 443;
}

/** `known`: conditions that were there before are not compiled anew. */
function configurationCauses(object: Json, known: readonly string[]): Cause[] {
  const names = new Set<string>();
  return webhooksOf(object).flatMap((webhook, index) => {
    const path = entry('webhooks', index);
    const causes = webhookCauses(webhook, path, known);
    if (names.has(webhook.name)) causes.push(duplicate(`${path}.name`, webhook.name));
    names.add(webhook.name);
    return causes;
  });
}

function webhookCauses(webhook: Webhook, path: string, known: readonly string[]): Cause[] {
  const causes = nameCauses(webhook.name, `${path}.name`);
  for (const [at, rule] of (webhook.rules ?? []).entries())
    causes.push(...ruleCauses(rule, entry(`${path}.rules`, at)));
  const oneOf = (field: 'failurePolicy' | 'matchPolicy' | 'reinvocationPolicy', values: readonly string[]) => {
    const value = webhook[field];
    if (value !== undefined && !values.includes(value)) causes.push(notSupported(`${path}.${field}`, value, values));
  };
  oneOf('failurePolicy', ['Fail', 'Ignore']);
  oneOf('matchPolicy', ['Equivalent', 'Exact']);
  for (const field of ['namespaceSelector', 'objectSelector'] as const)
    causes.push(...labelSelectorCauses(`${path}.${field}`, webhook[field]));
  // A field that Kubernetes always writes is null when it was left out.
  if ((webhook.sideEffects ?? undefined) === undefined)
    causes.push(required(`${path}.sideEffects`, `must specify one of ${sideEffects.join(', ')}`));
  else if (!sideEffects.includes(webhook.sideEffects ?? ''))
    causes.push(notSupported(`${path}.sideEffects`, webhook.sideEffects, sideEffects));
  const { timeoutSeconds: seconds } = webhook;
  if (seconds !== undefined && (seconds > 30 || seconds < 1))
    causes.push(invalidValue(`${path}.timeoutSeconds`, seconds, 'the timeout value must be between 1 and 30 seconds'));
  oneOf('reinvocationPolicy', ['IfNeeded', 'Never']);
  causes.push(...clientConfigCauses(webhook.clientConfig ?? {}, `${path}.clientConfig`));
  causes.push(...conditionCauses(webhook.matchConditions ?? [], `${path}.matchConditions`, known));
  return [...causes, ...reviewVersionCauses(webhook.admissionReviewVersions, `${path}.admissionReviewVersions`)];
}

function nameCauses(name: string | undefined, path: string): Cause[] {
  if (!name) return [required(path)];
  const problems = isDnsSubdomain(name);
  if (problems.length) return [invalidValue(path, name, problems.join(','))];
  if (name.split('.').length >= 3) return [];
  return [invalidValue(path, name, 'should be a domain with at least three segments separated by dots')];
}

function reviewVersionCauses(versions: readonly string[] | undefined, path: string): Cause[] {
  const accepted = reviewVersions.join(', ');
  if (!versions?.length) return [required(path, `must specify one of ${accepted}`)];
  const causes = versions.flatMap((version, index) => {
    const at = entry(path, index);
    if (versions.indexOf(version) < index) return [invalidValue(at, version, 'duplicate version')];
    return isDns1035Label(version).map((problem) => invalidValue(at, version, problem));
  });
  if (versions.some((version) => reviewVersions.includes(version))) return causes;
  return [...causes, invalidValue(path, versions, `must include at least one of ${accepted}`)];
}

function conditionCauses(
  conditions: NonNullable<Webhook['matchConditions']>,
  path: string,
  known: readonly string[],
): Cause[] {
  const names = new Set<string>();
  const causes = conditions.length > maxConditions ? [tooMany(path, conditions.length, maxConditions)] : [];
  for (const [index, { name, expression }] of conditions.entries()) {
    const at = entry(path, index);
    if (!expression?.trim()) causes.push(required(`${at}.expression`));
    else if (!known.includes(expression)) {
      const program = compileCondition(expression);
      if ('problem' in program) {
        const detail = program.problem.startsWith('must') ? program.problem : `compilation failed: ${program.problem}`;
        causes.push(invalidStruct(`${at}.expression`, { Name: name, Expression: expression }, detail));
      }
    }
    if (!name) causes.push(required(`${at}.name`));
    else causes.push(...isQualifiedName(name).map((problem) => invalidValue(`${at}.name`, name, problem)));
    if (name && names.has(name)) causes.push(duplicate(`${at}.name`, name));
    names.add(name);
  }
  return causes;
}
