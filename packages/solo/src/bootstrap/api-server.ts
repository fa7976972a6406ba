// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { join } from 'node:path';
import { type Client, type Logger, metrics, type Registry } from '@kubevirt-ts/kube';
import { admission } from '../apiserver/admission/admission.ts';
import { configurationStrategy } from '../apiserver/admission/configuration-strategy.ts';
import { webhookClient } from '../apiserver/admission/webhook-client.ts';
import { type ApiServices, apiServices } from '../apiserver/aggregation/api-services.ts';
import { type ExtensionClient, extensionClient } from '../apiserver/aggregation/extension-client.ts';
import {
  type ExtensionDiscovery,
  extensionDiscovery,
  withExtensions,
} from '../apiserver/aggregation/extension-discovery.ts';
import { extensionProxy } from '../apiserver/aggregation/proxy.ts';
import { forWebhooks, type ServiceResolver, serviceResolver } from '../apiserver/aggregation/service-resolver.ts';
import { bindingConnector } from '../apiserver/connectors/binding.ts';
import { evictionConnector } from '../apiserver/connectors/eviction.ts';
import { definitionStrategy } from '../apiserver/crd/definition/strategy.ts';
import { customMismatch } from '../apiserver/crd/mismatch.ts';
import { serveDefinitions } from '../apiserver/crd/serve.ts';
import { prune } from '../apiserver/crd/structural/prune.ts';
import { discovery } from '../apiserver/discovery.ts';
import { type Front, front } from '../apiserver/http/front.ts';
import type { HealthChecks } from '../apiserver/http/health.ts';
import { requestMetrics } from '../apiserver/http/request-metrics.ts';
import type { Kind, Kinds } from '../apiserver/kind.ts';
import { builtinKinds, builtinSchemas } from '../apiserver/kinds/builtins.ts';
import { kindRegistry } from '../apiserver/kinds/registry.ts';
import { typeMismatch } from '../apiserver/kinds/schemas/mismatch.ts';
import { dropUnknownFields } from '../apiserver/kinds/schemas/unknown-fields.ts';
import { storedWorld } from '../apiserver/kinds/world.ts';
import { loopback } from '../apiserver/loopback.ts';
import { openapi } from '../apiserver/openapi/index.ts';
import { patches } from '../apiserver/patch/index.ts';
import { objectProxy } from '../apiserver/proxy/object-proxy.ts';
import type { User } from '../apiserver/request.ts';
import { createRest } from '../apiserver/rest/rest.ts';
import { isPassedOn, router } from '../apiserver/router.ts';
import { podStreams } from '../apiserver/streams/index.ts';
import { versionInfo } from '../apiserver/version.ts';
import { authenticator } from '../auth/authenticator.ts';
import { authorized, privilegedGroup, union } from '../auth/authorizer.ts';
import { nodeAuthorizer } from '../auth/node/node-authorizer.ts';
import { nodeGraph } from '../auth/node/node-graph.ts';
import { restrictNodes } from '../auth/node/node-restriction.ts';
import type { Pki } from '../auth/pki.ts';
import { escalationChecks } from '../auth/rbac/escalation.ts';
import { bindingIndex } from '../auth/rbac/index-of-bindings.ts';
import { rbacAuthorizer } from '../auth/rbac/rbac-authorizer.ts';
import { reviewAnswers } from '../auth/reviews/answers.ts';
import { type ServiceAccountTokens, serviceAccountTokens } from '../auth/tokens/service-account-tokens.ts';
import { tokenRequestConnector } from '../auth/tokens/token-request.ts';
import type { NodeApi } from '../kubelet/node-api.ts';
import type { Store } from '../store/store.ts';
import { componentUser } from './context.ts';

/** What an API server is made of. */
export interface ApiServerOptions {
  store: Store;
  pki: Pki;
  /** `https://127.0.0.1:7443` */
  server: string;
  /** Where what is computed once is kept. */
  cacheDirectory: string;
  logger: Logger;
  now: () => Date;
  checks: HealthChecks;
  nodeApi: (nodeName: string) => NodeApi | undefined;
}

/** An API server that does not listen yet. */
export interface ApiServer {
  readonly front: Front;
  readonly kinds: Kinds;
  readonly tokens: ServiceAccountTokens;
  readonly resolver: ServiceResolver;
  readonly extensions: ApiServices;
  readonly extensionClient: ExtensionClient;
  readonly extensionDiscovery: ExtensionDiscovery;
  readonly metrics: Registry;
  /** A client in the same process. */
  client(user: User, agent: string): Client;
  close(): void;
}

/** The audience of service accounts' tokens, and who issues them. */
const tokenIssuer = 'https://kubernetes.default.svc.cluster.local';

const metadataDefinition = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Puts an API server together. */
export function apiServer(o: ApiServerOptions): ApiServer {
  const { store, now, logger } = o;
  const tokens = serviceAccountTokens({
    keyPem: o.pki.serviceAccountKeyPem,
    issuer: tokenIssuer,
    server: o.server,
    store,
    now,
  });
  const index = bindingIndex(store);
  const rbac = rbacAuthorizer(index);
  const authorizer = union([privilegedGroup, nodeAuthorizer(nodeGraph(store)), rbac]);
  const escalation = escalationChecks({ rbac, index, authorizer });
  const resolver = serviceResolver(store);
  const webhooks = webhookClient({ resolve: forWebhooks(resolver) });
  const proxy = objectProxy({ store, resolver, logger });

  // Connectors act through the very handler that they are part of.
  let handler: ReturnType<typeof authorized>;
  const client = (user: User, agent: string) => loopback((request) => handler(request), user, agent);

  const schemas = builtinSchemas(join(o.cacheDirectory, 'schemas'));
  const rbacGroup = 'rbac.authorization.k8s.io';
  const admissionGroup = 'admissionregistration.k8s.io';
  const kinds = kindRegistry(
    builtinKinds({
      schemas,
      world: storedWorld({ store, now }),
      connectors: {
        '/pods': {
          ...podStreams(o.nodeApi),
          proxy: proxy.connector('PodProxyOptions'),
          binding: bindingConnector({ store, now }),
          eviction: evictionConnector({ client: client(componentUser('system:apiserver'), 'kube-apiserver'), now }),
        },
        '/services': { proxy: proxy.connector('ServiceProxyOptions') },
        '/serviceaccounts': { token: tokenRequestConnector({ tokens, store, now }) },
      },
      answers: reviewAnswers({ authorizer, rbac, tokens }),
      strategies: {
        [`${rbacGroup}/roles`]: { admit: escalation.roles },
        [`${rbacGroup}/clusterroles`]: { admit: escalation.clusterroles },
        [`${rbacGroup}/rolebindings`]: { admit: escalation.rolebindings },
        [`${rbacGroup}/clusterrolebindings`]: { admit: escalation.clusterrolebindings },
        [`${admissionGroup}/mutatingwebhookconfigurations`]: configurationStrategy('mutating'),
        [`${admissionGroup}/validatingwebhookconfigurations`]: configurationStrategy('validating'),
        'apiextensions.k8s.io/customresourcedefinitions': definitionStrategy({ now }),
      },
    }),
  );
  const objectMeta = schemas.get(metadataDefinition);
  if (!objectMeta) throw new Error(`no schema for ${metadataDefinition}`);
  serveDefinitions({ store, kinds, objectMeta, webhooks });

  const dropped = (kind: Kind, object: Parameters<typeof prune>[1] & object) =>
    kind.isCustom ? prune(kind.schema, object) : dropUnknownFields(kind.schema, object as Record<string, unknown>);
  const rest = createRest({
    kinds,
    store,
    now,
    patches,
    schemas: {
      mismatch: (kind, object) => (kind.isCustom ? customMismatch(kind, object) : typeMismatch(kind.schema, object)),
      prune: dropped,
    },
    admission: restrictNodes(
      admission({ store, kinds, webhooks, logger, prune: (kind, object) => void dropped(kind, object) }),
    ),
  });

  const extensions = apiServices(store);
  const calls = extensionClient({ certificate: o.pki.frontProxyClient });
  const discovered = extensionDiscovery(extensions);
  const registry = metrics('solo_');
  const version = versionInfo();
  handler = authorized(
    authorizer,
    router({
      rest,
      discovery: discovery({ kinds, aggregated: discovered.versions, serverAddress: new URL(o.server).host, version }),
      openapi: withExtensions(openapi({ kinds, schemas, version: version.gitVersion }), discovered),
      extensions,
      proxy: extensionProxy({ client: calls, resolver, logger }),
      objectProxy: proxy,
      tokens,
      checks: o.checks,
      metrics: registry,
    }),
  );
  return {
    front: front({
      authenticate: authenticator({ tokens }),
      authorizer,
      handler,
      isPassedOn: isPassedOn(extensions),
      observe: requestMetrics(registry),
      schemas,
      logger,
    }),
    kinds,
    tokens,
    resolver,
    extensions,
    extensionClient: calls,
    extensionDiscovery: discovered,
    metrics: registry,
    client,
    close() {
      calls.close();
      webhooks.close();
    },
  };
}
