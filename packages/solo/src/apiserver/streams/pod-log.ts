// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod } from '@kubevirt-ts/kube';
import type { LogOptions, NodeApi } from '../../kubelet/node-api.ts';
import { invalid } from '../errors.ts';
import type { ApiRequest, ApiResponse } from '../request.ts';
import { containerOf } from './remote-command.ts';

const isTrue = (value: string | null) => value === 'true' || value === '1';

function optionsOf({ query }: ApiRequest, pod: Pod): LogOptions {
  const causes: { reason: string; field: string; message: string }[] = [];
  const whole = (field: string, least: number): number | undefined => {
    const text = query.get(field);
    if (text === null || text === '') return undefined;
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    causes.push({
      reason: 'FieldValueInvalid',
      field,
      message: `Invalid value: ${text}: must be greater than ${least === 0 ? 'or equal to 0' : least - 1}`,
    });
    return undefined;
  };
  const options: LogOptions = {
    container: containerOf(pod, query.get('container')),
    follow: isTrue(query.get('follow')),
    previous: isTrue(query.get('previous')),
    timestamps: isTrue(query.get('timestamps')),
    ...optional('sinceSeconds', whole('sinceSeconds', 1)),
    ...optional('sinceTime', query.get('sinceTime') || undefined),
    ...optional('tailLines', whole('tailLines', 0)),
    ...optional('limitBytes', whole('limitBytes', 1)),
  };
  if (options.sinceTime !== undefined && options.sinceSeconds !== undefined)
    causes.push({
      reason: 'FieldValueForbidden',
      field: '',
      message: 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    });
  if (causes.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, pod.metadata?.name ?? '', causes);
  return options;
}

function optional<K extends keyof LogOptions>(name: K, value: LogOptions[K] | undefined): Partial<LogOptions> {
  return value === undefined ? {} : { [name]: value };
}

/** The log of a container. */
export async function podLog(request: ApiRequest, pod: Pod, node: NodeApi): Promise<ApiResponse> {
  const stream = node.logs(pod, optionsOf(request, pod), request.signal);
  // The first part is awaited, so that a refusal is a Status and not an empty log.
  const iterator = stream[Symbol.asyncIterator]();
  const first = await iterator.next();
  return {
    status: 200,
    contentType: 'text/plain',
    stream: (async function* () {
      if (first.done) return;
      yield first.value;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    })(),
  };
}
