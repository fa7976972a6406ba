// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isEmptySelector, selects } from '../../controllers/label-selector.ts';
import { forbidden } from '../errors.ts';
import type { Json, Kind, Kinds } from '../kind.ts';
import type { AdmissionAttributes } from './attributes.ts';
import type { Hook, Rule, Webhook } from './configurations.ts';

/** What is asked of a webhook. */
export interface Question {
  attributes: AdmissionAttributes;
  object: Json | undefined;
  old: Json | undefined;
}

/** The world as matching needs it. */
export interface MatchContext {
  kinds: Kinds;
  /** The labels of a namespace. @throws ApiError 404 */
  namespaceLabels: (name: string) => Record<string, string>;
}

/** The kind in the version in which a webhook is to be asked; undefined when it is not. @throws ApiError */
export function matchedKind(hook: Hook, question: Question, c: MatchContext): Kind | undefined {
  const { webhook } = hook;
  if (!matchesNamespace(webhook, question, c) || !matchesObject(webhook, question)) return undefined;
  const { kind } = question.attributes;
  const rules = webhook.rules ?? [];
  if (rules.some((rule) => matchesRule(rule, question.attributes, kind))) return kind;
  if (webhook.matchPolicy === 'Exact') return undefined;
  const others = c.kinds
    .all()
    .filter((each) => each.group === kind.group && each.plural === kind.plural && each !== kind);
  for (const rule of rules) for (const other of others) if (matchesRule(rule, question.attributes, other)) return other;
  return undefined;
}

/** Whether the conditions of a webhook hold. @throws ApiError 403 when that cannot be told and the webhook must not be passed over */
export function meetsConditions(hook: Hook, question: Question, request: () => object): boolean {
  const verdict = hook.conditions(() => ({ object: question.object, oldObject: question.old, request: request() }));
  if ('isMatch' in verdict) return verdict.isMatch;
  if (hook.webhook.failurePolicy === 'Ignore') return false;
  const { kind, name } = question.attributes;
  throw forbidden(kind, name, verdict.problem);
}

function matchesNamespace(webhook: Webhook, question: Question, c: MatchContext): boolean {
  const { namespaceSelector: selector } = webhook;
  const { attributes, object } = question;
  const isNamespace = attributes.kind.group === '' && attributes.kind.plural === 'namespaces';
  if ((!attributes.namespace && !isNamespace) || !selector || isEmptySelector(selector)) return true;
  const isItsOwn = isNamespace && !attributes.subresource && attributes.operation !== 'DELETE';
  const labels = isItsOwn
    ? (object?.metadata?.labels ?? {})
    : c.namespaceLabels(isNamespace ? attributes.name : attributes.namespace);
  return selects(selector, labels);
}

function matchesObject(webhook: Webhook, { object, old }: Question): boolean {
  const { objectSelector: selector } = webhook;
  if (!selector || isEmptySelector(selector)) return true;
  return [object, old].some((each) => each !== undefined && selects(selector, each.metadata?.labels));
}

function matchesRule(rule: Rule, attributes: AdmissionAttributes, kind: Kind): boolean {
  const { operation, subresource, namespace } = attributes;
  const isNamespace = kind.group === '' && kind.plural === 'namespaces';
  const isClusterWide = isNamespace || !namespace;
  if (rule.scope === 'Namespaced' && isClusterWide) return false;
  if (rule.scope === 'Cluster' && !isClusterWide) return false;
  return (
    has(rule.operations, operation) &&
    has(rule.apiGroups, kind.group) &&
    has(rule.apiVersions, kind.version) &&
    (rule.resources ?? []).some((resource) => matchesResource(resource, kind.plural, subresource))
  );
}

function has(items: readonly string[] | undefined, item: string): boolean {
  return items?.some((each) => each === '*' || each === item) ?? false;
}

function matchesResource(text: string, plural: string, subresource: string): boolean {
  const slash = text.indexOf('/');
  const [resource, sub] = slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
  return (resource === '*' || resource === plural) && (sub === '*' || sub === subresource);
}
