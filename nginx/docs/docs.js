// One Swagger UI over the eight services. In a file of its own because the content policy allows no inline script.
'use strict';

const names = ['User', 'Product', 'Cart', 'Order', 'Payment', 'Delivery', 'Notification', 'Analytics'];

// The only thing taken from the address: which of the eight to open. Swagger UI's own query options would let a link load any document.
const wanted = new URLSearchParams(window.location.search).get('urls.primaryName');

window.ui = SwaggerUIBundle({
  dom_id: '#swagger-ui',
  urls: names.map((name) => ({ name, url: `/docs/openapi/${name.toLowerCase()}.json` })),
  'urls.primaryName': names.includes(wanted) ? wanted : names[0],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
  deepLinking: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
