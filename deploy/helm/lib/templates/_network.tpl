{{/*
The one list of who talks to whom. Everything else is refused: each service's policy selects its pods for both directions, so that what is
not named here is denied. "mysql", "redis" (of carts), "positions" (the Redis of drivers' positions) and "kafka" are servers, "provider" is the payment provider, "mail" the mail server,
"push" the push services of browsers.
*/}}
{{- define "fd.edges" -}}
gateway: {to: [user, product, cart, order, payment, delivery, notification, analytics], servers: []}
user: {to: [product, cart, order, payment, delivery, notification, analytics], servers: [mysql, kafka]}
product: {to: [user], servers: [mysql, kafka]}
cart: {to: [user, product], servers: [redis, kafka]}
order: {to: [user, cart, product, payment, delivery], servers: [mysql, kafka]}
payment: {to: [user, order], servers: [mysql, kafka, provider]}
delivery: {to: [user, order], servers: [mysql, positions, kafka]}
notification: {to: [user], servers: [mysql, positions, kafka, mail, push]}
analytics: {to: [user], servers: [mysql, kafka]}
simulator: {to: [payment], servers: []}
{{- end -}}

{{- define "fd.podsNamed" -}}
podSelector:
  matchLabels:
    app.kubernetes.io/name: {{ . }}
    app.kubernetes.io/part-of: food-delivery
{{- end -}}

{{- define "fd.dnsRule" -}}
{{- $dns := .Values.global.networkPolicy.dns -}}
- to: {{- toYaml $dns.to | nindent 4 }}
  ports:
    {{- range $dns.ports }}
    - {protocol: UDP, port: {{ . }}}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- end -}}

{{/* A server's address and port: pods of the platform release, or whatever the values say (a network of another host). */}}
{{- define "fd.serverRule" -}}
{{- $peers := index .root.Values.global.networkPolicy.servers .server -}}
{{- /* An empty list would mean everybody: whoever names nobody opens nothing. */ -}}
{{- if $peers.to -}}
- to: {{- toYaml $peers.to | nindent 4 }}
  ports:
    {{- range $peers.ports }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- end -}}
{{- end -}}

{{- define "fd.networkPolicy" -}}
{{- if .Values.global.networkPolicy.enabled -}}
{{- $name := include "fd.name" . -}}
{{- $root := . -}}
{{- $edges := include "fd.edges" . | fromYaml -}}
{{- $mine := index $edges $name -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
{{ include "fd.metadata" . }}
spec:
  podSelector:
    matchLabels: {{- include "fd.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        {{- range $caller := keys $edges | sortAlpha }}
        {{- if has $name (index $edges $caller).to }}
        - {{- include "fd.podsNamed" $caller | nindent 10 }}
        {{- end }}
        {{- end }}
      ports:
        - {protocol: TCP, port: 8080}
    {{- with .Values.global.networkPolicy.metricsFrom }}
    - from: {{- toYaml . | nindent 8 }}
      ports:
        - {protocol: TCP, port: 8081}
    {{- end }}
  egress:
    {{- include "fd.dnsRule" . | nindent 4 }}
    {{- with $mine.to }}
    - to:
        {{- range . }}
        - {{- include "fd.podsNamed" . | nindent 10 }}
        {{- end }}
      ports:
        - {protocol: TCP, port: 8080}
    {{- end }}
    {{- range $mine.servers }}
    {{- with include "fd.serverRule" (dict "root" $root "server" .) }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- end }}
    {{- with .Values.global.otlpEndpoint }}
    - to: {{- toYaml (required "global.networkPolicy.otlpTo is needed with otlpEndpoint: the policies would drop every trace" ($.Values.global.networkPolicy.otlpTo | default "")) | nindent 8 }}
      ports:
        - {protocol: TCP, port: {{ regexFind "[0-9]+/?$" . | trimSuffix "/" | default "4317" }}}
    {{- end }}
{{- end -}}
{{- end -}}

{{/* The jobs reach their database and nothing else. A hook itself: the job runs before the ordinary objects exist. */}}
{{- define "fd.migrationPolicy" -}}
{{- if and .Values.database .Values.global.networkPolicy.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "fd.name" . }}-job
  namespace: {{ .Release.Namespace }}
  labels: {{- include "fd.labels" . | nindent 4 }}
  annotations:
    # Made anew for each phase that has a job, and gone with it: of a hook, Helm removes nothing when a release is uninstalled.
    helm.sh/hook: pre-install,pre-upgrade,post-install
    helm.sh/hook-weight: "0"
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ include "fd.name" . }}-job
      app.kubernetes.io/part-of: food-delivery
  policyTypes: [Ingress, Egress]
  ingress: []
  egress:
    {{- include "fd.dnsRule" . | nindent 4 }}
    {{- include "fd.serverRule" (dict "root" . "server" "mysql") | nindent 4 }}
{{- end -}}
{{- end -}}
