{{/* The settings of a service. Secrets are names of Secrets that exist; no value of them passes through here. */}}
{{- define "fd.env" -}}
{{- $name := include "fd.name" . -}}
{{- $global := .Values.global -}}
- name: ASPNETCORE_ENVIRONMENT
  value: {{ $global.environment | default "Production" }}
{{- range $global.secretEnv }}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: {name: {{ .secretName }}, key: {{ .key }}}
{{- end }}
{{- if $global.caConfigMap }}
# .NET and OpenSSL add it to the folder of public ones.
- name: SSL_CERT_FILE
  value: /etc/fooddelivery/ca/ca.crt
{{- end }}
- name: Kafka__BootstrapServers
  value: {{ required "global.kafka.bootstrapServers is needed" $global.kafka.bootstrapServers | quote }}
{{- if $global.kafka.accounts }}
# This service's account at the broker (deploy/kafka/access.txt).
- name: KAFKA_ACCOUNT
  value: {{ $name }}
- name: KAFKA_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ .Values.secretName }}, key: kafka-password}
{{- end }}
{{- with $global.kafka.properties }}
- name: Kafka__Properties
  value: {{ . | quote }}
{{- end }}
{{- range $server, $address := dict "redis" $global.redis.address "positions" $global.redis.positions }}
{{- if has $server (index (include "fd.edges" $ | fromYaml) $name).servers }}
{{- if $global.redis.accounts }}
# This service's account there (deploy/redis).
- name: REDIS_ACCOUNT
  value: {{ $name }}
- name: REDIS_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ $.Values.secretName }}, key: redis-password}
{{- end }}
- name: ConnectionStrings__Redis
  value: {{ required (printf "the address of %s is needed in global.redis" $server) $address | quote }}
{{- end }}
{{- end }}
- name: Auth__JwksUrl
  value: http://user:8080/.well-known/jwks.json
{{- range list "User" "Product" "Cart" "Order" "Payment" "Delivery" "Notification" "Analytics" }}
- name: Services__{{ . }}
  value: http://{{ lower . }}:8080
{{- end }}
- name: Auth__ServiceSecret
  valueFrom:
    secretKeyRef: {name: {{ required "secretName is needed: the Secret with this service's passwords" .Values.secretName }}, key: service-secret}
{{- if .Values.database }}
{{ include "fd.databaseEnv" . }}
{{- end }}
{{- range .Values.secretEnv }}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: {name: {{ .secretName | default $.Values.secretName }}, key: {{ .key }}{{ if .optional }}, optional: true{{ end }}}
{{- end }}
{{- with $global.otlpEndpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- range $key, $value := .Values.env }}
- name: {{ $key }}
  value: {{ $value | quote }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* As whom migrations run: the service's own account may make and drop no table. */}}
{{- define "fd.ownerEnv" -}}
- name: MYSQL_OWNER_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ .Values.secretName }}, key: mysql-owner-password}
- name: ConnectionStrings__MySqlOwner
  value: {{ printf "Server=%s;Port=%v;Database=fd_%s;User ID=fd_%s_owner;Password=$(MYSQL_OWNER_PASSWORD);CharSet=utf8mb4%s" .Values.global.mysql.host (.Values.global.mysql.port | default 3306) (include "fd.name" .) (include "fd.name" .) (.Values.global.mysql.options | default "") | quote }}
{{- end -}}

{{/* The password is put in by Kubernetes, when the container starts. */}}
{{- define "fd.databaseEnv" -}}
{{- $schema := printf "fd_%s" (include "fd.name" .) -}}
- name: MYSQL_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ .Values.secretName }}, key: mysql-password}
- name: ConnectionStrings__MySql
  value: {{ printf "Server=%s;Port=%v;Database=%s;User ID=%s;Password=$(MYSQL_PASSWORD);CharSet=utf8mb4;Max Pool Size=%v%s" (required "global.mysql.host is needed" .Values.global.mysql.host) (.Values.global.mysql.port | default 3306) $schema $schema (.Values.databasePool | default 20) (.Values.global.mysql.options | default "") | quote }}
{{- end -}}
