// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What is wrong with a CustomResourceDefinition. @upstream apiextensions-apiserver's validation of the kind

import type { Cause } from '../../kind.ts';
import { isDns1035Label, isDnsSubdomain } from '../../kinds/validation/names.ts';
import type { Schema } from '../../schema.ts';
import { entry, forbiddenValue, goJson, invalidValue, notSupported, required } from '../structural/causes.ts';
import { conversionCauses } from './conversion-rules.ts';
import { defaultCauses } from './defaults.ts';
import { type Definition, type DefinitionView, isTrue, type Subresources, type Version, viewOf } from './definition.ts';
import { approvalField, approvalOf, nameCauses } from './name-rules.ts';
import { canBeStructural, schemaCauses } from './schema-rules.ts';
import { structuralCauses } from './structural-form.ts';
import { columnCauses, deprecationCauses, selectableCauses, subresourceCauses } from './version-rules.ts';

/** What is wrong with a new definition. */
export function definitionCauses(definition: Definition): Cause[] {
  const { metadata, spec } = definition;
  const name = metadata?.name ?? '';
  const wanted = `${spec.names?.plural ?? ''}.${spec.group ?? ''}`;
  const named =
    name === wanted ? [] : [invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group')];
  return [...named, ...commonCauses(definition, undefined)];
}

/** What is wrong with a changed definition. */
export function definitionUpdateCauses(definition: Definition, old: Definition): Cause[] {
  return commonCauses(definition, old);
}

function commonCauses(definition: Definition, old: Definition | undefined): Cause[] {
  const causes = specCauses(definition, old);
  if (old) causes.push(...immutableCauses(definition, old));
  causes.push(...nameCauses(definition.status?.acceptedNames ?? { plural: '', kind: '' }, 'status.acceptedNames'));
  causes.push(...storedVersionCauses(definition), ...approvalCauses(definition, old));
  if (definition.spec.preserveUnknownFields && !old?.spec.preserveUnknownFields)
    causes.push(
      invalidValue(
        'spec.preserveUnknownFields',
        true,
        'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
      ),
    );
  return causes;
}

function specCauses(definition: Definition, old: Definition | undefined): Cause[] {
  const { spec } = definition;
  const view = viewOf(definition);
  const causes = [...groupCauses(spec.group), ...scopeCauses(spec.scope)];
  if (!view.common.schema?.openAPIV3Schema)
    for (const [index, version] of view.versions.entries())
      if (!version.schema?.openAPIV3Schema)
        causes.push(required(`${entry('spec.versions', index)}.schema.openAPIV3Schema`));
  const known = new Set(knownSchemas(old).map(goJson));
  for (const [index, version] of view.versions.entries())
    causes.push(...versionCauses(view, version, entry('spec.versions', index), known));
  causes.push(...versionsCauses(spec.versions ?? []), ...firstVersionCauses(spec.versions?.[0]));
  for (const field of ['plural', 'singular', 'kind', 'listKind'] as const)
    if (!spec.names?.[field]) causes.push(required(`spec.names.${field}`));
  causes.push(...nameCauses(spec.names ?? { plural: '', kind: '' }, 'spec.names'));
  const hasStatus = view.common.subresources
    ? withStatus(view.common.subresources)
    : view.versions.some((version) => withStatus(version.subresources));
  causes.push(...validationCauses(view.common.schema, { path: 'spec.validation', hasStatus, known }));
  causes.push(...subresourceCauses(view.common.subresources, 'spec.subresources'));
  for (const [index, column] of (view.common.additionalPrinterColumns ?? []).entries())
    causes.push(...columnCauses(column, entry('spec.additionalPrinterColumns', index)));
  causes.push(...selectableCauses(view.common.selectableFields, firstSchema(spec.versions), 'spec.selectableFields'));
  const mayHaveBadCa = !old || !isTrue(old, 'Established');
  return [...causes, ...conversionCauses(spec.conversion, 'spec.conversion', mayHaveBadCa)];
}

function groupCauses(group: string): Cause[] {
  if (!group) return [required('spec.group')];
  const problems = isDnsSubdomain(group);
  if (problems.length) return [invalidValue('spec.group', group, problems.join(','))];
  return group.includes('.') ? [] : [invalidValue('spec.group', group, 'should be a domain with at least one dot')];
}

function scopeCauses(scope: string): Cause[] {
  if (!scope) return [required('spec.scope')];
  return scope === 'Cluster' || scope === 'Namespaced'
    ? []
    : [notSupported('spec.scope', scope, ['Cluster', 'Namespaced'])];
}

function versionCauses(view: DefinitionView, version: Version, path: string, known: ReadonlySet<string>): Cause[] {
  const problems = isDns1035Label(version.name ?? '');
  const causes = problems.length ? [invalidValue(`${path}.name`, version.name ?? '', problems.join(','))] : [];
  causes.push(...deprecationCauses(version, path));
  const hasStatus = withStatus(view.common.subresources ?? version.subresources);
  causes.push(...validationCauses(version.schema, { path: `${path}.schema`, hasStatus, known }));
  causes.push(...subresourceCauses(version.subresources, `${path}.subresources`));
  for (const [index, column] of (version.additionalPrinterColumns ?? []).entries())
    causes.push(...columnCauses(column, entry(`${path}.additionalPrinterColumns`, index)));
  const schema = (version.schema ?? view.common.schema)?.openAPIV3Schema;
  return [...causes, ...selectableCauses(version.selectableFields, schema, `${path}.selectableFields`)];
}

/** Kubernetes keeps the name of the first version in a field of its own, and judges it there again. */
function firstVersionCauses(version: Version | undefined): Cause[] {
  const problems = version?.name ? isDns1035Label(version.name) : [];
  return problems.length ? [invalidValue('spec.version', version?.name, problems.join(','))] : [];
}

function versionsCauses(versions: readonly Version[]): Cause[] {
  const names = versions.map((version) => version.name);
  const causes: Cause[] = [];
  if (new Set(names).size < names.length)
    causes.push(invalidValue('spec.versions', versions, 'must contain unique version names'));
  if (versions.filter((version) => version.storage).length !== 1)
    causes.push(invalidValue('spec.versions', versions, 'must have exactly one version marked as storage version'));
  return causes;
}

function withStatus(subresources: Subresources | undefined): boolean {
  return subresources?.status !== undefined && subresources.status !== null;
}

function firstSchema(versions: readonly Version[] | undefined): Schema | undefined {
  return versions?.[0]?.schema?.openAPIV3Schema;
}

const rootFields = new Set(
  'description type format title maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems multipleOf required items properties externalDocs example x-kubernetes-preserve-unknown-fields x-kubernetes-validations'.split(
    ' ',
  ),
);
const rootFieldsTold =
  '[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]';

interface ValidationPlace {
  path: string;
  hasStatus: boolean;
  /** Schemas of the definition before the change: they were found to be right then. */
  known: ReadonlySet<string>;
}

function validationCauses(validation: Version['schema'], o: ValidationPlace): Cause[] {
  const schema = validation?.openAPIV3Schema;
  if (!schema || o.known.has(goJson(schema))) return [];
  const path = `${o.path}.openAPIV3Schema`;
  const causes = o.hasStatus ? rootCauses(schema, path) : [];
  if (schema.nullable) causes.push(forbiddenValue(`${path}.nullable`, 'nullable cannot be true at the root'));
  const isReadable = canBeStructural(schema);
  const form = isReadable ? structuralCauses(schema, path) : [];
  const defaults = form.length || !isReadable ? [] : defaultCauses(asObject(schema), path);
  const isSound = isReadable && !form.length && !defaults.length;
  return [...causes, ...form, ...defaults, ...schemaCauses(schema, path, isSound)];
}

function asObject(schema: Schema): Schema {
  return { ...schema, default: undefined };
}

function rootCauses(schema: Schema, path: string): Cause[] {
  const only = 'at the root of the schema if the status subresource is enabled';
  if (schema.type && schema.type !== 'object')
    return [invalidValue(`${path}.type`, schema.type, `only "object" is allowed as the type ${only}`)];
  const foreign = Object.entries(schema).some(([key, value]) => !rootFields.has(key) && !isZero(value));
  return foreign ? [invalidValue(path, schema, `only ${rootFieldsTold} fields are allowed ${only}`)] : [];
}

function isZero(value: unknown): boolean {
  return (
    value === undefined || value === null || value === false || value === '' || (Array.isArray(value) && !value.length)
  );
}

function knownSchemas(old: Definition | undefined): Schema[] {
  return (old?.spec.versions ?? []).flatMap((version) => version.schema?.openAPIV3Schema ?? []);
}

function immutableCauses(definition: Definition, old: Definition): Cause[] {
  const { spec } = definition;
  const pairs: [path: string, now: string | undefined, before: string | undefined][] = [
    ['spec.group', spec.group, old.spec.group],
    ['spec.names.plural', spec.names?.plural, old.spec.names.plural],
  ];
  if (isTrue(old, 'Established'))
    pairs.unshift(
      ['spec.scope', spec.scope, old.spec.scope],
      ['spec.names.kind', spec.names?.kind, old.spec.names.kind],
    );
  return pairs.flatMap(([path, now, before]) =>
    now === before ? [] : [invalidValue(path, now, 'field is immutable')],
  );
}

function storedVersionCauses(definition: Definition): Cause[] {
  const path = 'status.storedVersions';
  const stored = definition.status?.storedVersions ?? [];
  if (!stored.length)
    return [invalidValue(path, definition.status?.storedVersions ?? null, 'must have at least one stored version')];
  const versions = definition.spec.versions ?? [];
  const missing = versions
    .filter((version) => version.storage && !stored.includes(version.name))
    .map((version) => invalidValue(path, stored, `must have the storage version ${version.name}`));
  const lost = stored.flatMap((name, index) => {
    if (versions.some((version) => version.name === name)) return [];
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    return [invalidValue(entry(path, index), name, detail)];
  });
  return [...missing, ...lost];
}

function approvalCauses(definition: Definition, old: Definition | undefined): Cause[] {
  const { annotations } = definition.metadata ?? {};
  const approval = approvalOf(definition.spec.group ?? '', annotations);
  if (!approval || approval.state === 'approved' || approval.state === 'bypassed') return [];
  const before = old && approvalOf(old.spec.group, old.metadata?.annotations);
  if (before?.state === approval.state) return [];
  if (approval.state === 'missing') return [required(approvalField, approval.reason)];
  return [invalidValue(approvalField, annotations?.['api-approved.kubernetes.io'], approval.reason)];
}
