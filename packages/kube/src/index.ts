// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export * from './cache/cache.ts';
export { deepFreeze, type WatchCacheOptions, watchCache } from './cache/watch-cache.ts';
export { type IssueOptions, issue, type KeyPair, newAuthority, type Usage } from './certificates/authority.ts';
export { type BundleOptions, mergeBundle } from './certificates/bundle.ts';
export { type CertificateFacts, inspect } from './certificates/inspect.ts';
export {
  type CertificateSource,
  caFile,
  certificateFiles,
  certificateSecret,
  type Reloading,
} from './certificates/sources.ts';
export * from './client/api-error.ts';
export * from './client/client.ts';
export { type ConnectOptions, connect } from './client/connect.ts';
export * from './conditions.ts';
export * from './controller/controller.ts';
export * from './controller/source.ts';
export * from './delay.ts';
export * from './events/recorder.ts';
export { http } from './http.ts';
export { fenced } from './lead/fenced.ts';
export * from './lead/lead.ts';
export { type Logger, type LogLevel, logged, logger } from './logger.ts';
export { Counter, Gauge, Histogram, metrics, Registry, workqueueMetrics } from './metrics.ts';
export * from './object.ts';
export { applyPatch } from './patch/apply-patch.ts';
export { goText } from './patch/go-text.ts';
export { applyJsonPatch, isDeepEqual, JsonPatchError, type JsonPatchOp, pointerStep } from './patch/json.ts';
export { applyMergePatch, isObject } from './patch/merge.ts';
export { applyStrategicPatch } from './patch/strategic.ts';
export { StrategicPatchError } from './patch/strategic-error.ts';
export type { FieldMeta, PatchMeta } from './patch/strategic-meta.ts';
export { type ProgramContext, type ProgramOptions, program } from './program.ts';
export { pathOf, type Resource, resource, resources } from './resource.ts';
export * from './serve/admission.ts';
export * from './serve/body.ts';
export * from './serve/front-proxy.ts';
export * from './serve/health.ts';
export * from './serve/https-server.ts';
export { readByListener } from './serve/read-by-listener.ts';
export * from './wire.ts';
