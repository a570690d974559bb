{{- define "eyes.metadata" -}}
namespace: {{ .root.Release.Namespace }}
labels:
  app.kubernetes.io/name: observability
  app.kubernetes.io/part-of: food-delivery
  app.kubernetes.io/managed-by: {{ .root.Release.Service }}
  helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}
