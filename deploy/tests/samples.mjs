// For every rule of rules.mjs a manifest that breaks it and nothing that the rule could be satisfied by.
const pod = (spec, kind = 'Deployment', extra = '') => `
kind: ${kind}
metadata: {name: sample}
spec:
  ${extra}
  template:
    metadata: {labels: {app: sample}}
    spec: ${JSON.stringify(spec)}
`;
const container = more => ({ name: 'c', image: 'a:1', ...more });
const good = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

export const samples = {
  'pods are restricted: no root, no escalation, no capabilities, the default seccomp profile':
    pod({ securityContext: { runAsNonRoot: true, runAsUser: 1, seccompProfile: { type: 'RuntimeDefault' } }, containers: [container({ securityContext: { ...good, allowPrivilegeEscalation: true } })] }),
  'the root file system is read-only': pod({ containers: [container({ securityContext: { ...good, readOnlyRootFilesystem: false } })] }),
  'pods have no token of the API': pod({ containers: [container()] }),
  'memory is requested and limited, processor time is not limited':
    pod({ containers: [container({ resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } } })] }),
  'what stays is probed': pod({ containers: [container({ startupProbe: {}, readinessProbe: {} })] }),
  'liveness never asks for readiness, which depends on a database': pod({ containers: [container({ livenessProbe: { httpGet: { path: '/readyz' } } })] }),
  'a Deployment goes on answering while it is told to go, and has the time to':
    pod({ terminationGracePeriodSeconds: 45, containers: [container()] }, 'Deployment', 'strategy: {rollingUpdate: {maxUnavailable: 0}}'),
  'no value of a secret stands in a manifest':
    pod({ containers: [container({ env: [{ name: 'ConnectionStrings__MySql', value: 'Server=a;Password=b' }] })] }),
  'a setting refers only to what stands before it':
    pod({ containers: [container({ env: [{ name: 'A', value: 'password=$(B)' }, { name: 'B', valueFrom: {} }] })] }),
  'every pod of ours is selected by a policy for both directions': `${pod({ containers: [container()] })}
---
kind: NetworkPolicy
metadata: {name: half}
spec: {podSelector: {matchLabels: {app: sample}}, policyTypes: [Ingress]}
`,
  'no policy opens to everybody, the gateway aside': `
kind: NetworkPolicy
metadata: {name: open}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 8080}]}]}
`,
  'selectors hold no version': `
kind: Deployment
metadata: {name: sample}
spec: {selector: {matchLabels: {app.kubernetes.io/version: "1"}}}
`,
  'several replicas have a budget, a single one has none': pod({ containers: [container()] }, 'Deployment', 'replicas: 2'),
  'images have a tag that is not latest, or a digest': pod({ containers: [{ name: 'c', image: 'fooddelivery/order:latest' }] }),
  'migrations run before the release, as jobs': `
kind: Job
metadata: {name: order-migrate, annotations: {helm.sh/hook: post-upgrade}}
spec: {}
`,
};
