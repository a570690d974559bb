// Birkenwerth am See, the invented city of the demo data, as lines and areas. A test holds the streets against the people's addresses.

export const center = { lat: 48.2, lng: 11.6 };
const metersPerDegree = 111_320;

/** A place so many meters east and north of the centre. @param {number} east @param {number} north @returns {[number, number]} */
export const at = (east, north) => [
  center.lat + north / metersPerDegree, center.lng + east / (metersPerDegree * Math.cos((center.lat * Math.PI) / 180)),
];

const around = (/** @type {number} */ radius, /** @type {number} */ corners) => Array.from({ length: corners + 1 }, (_, i) => {
  const angle = (2 * Math.PI * i) / corners;
  return at(radius * Math.sin(angle), radius * Math.cos(angle));
});
const ray = (/** @type {number} */ degrees) => [250, 2900].map(radius =>
  at(radius * Math.sin((degrees * Math.PI) / 180), radius * Math.cos((degrees * Math.PI) / 180)));

export const ground = around(3050, 28);
export const roads = [around(900, 14), around(1750, 22), around(2600, 26), ...[10, 58, 101, 150, 203, 248, 292, 335].map(ray)];

export const lake = [[1750, 1500], [1980, 1900], [2420, 2060], [2900, 1830], [3160, 1300], [3100, 760], [2760, 470], [2330, 590], [1980, 900], [1770, 1180]]
  .map(([east, north]) => at(east, north));
export const river = [[2330, 690], [1900, 320], [1330, -420], [560, -620], [-200, -330], [-900, -560], [-1700, -1240], [-2500, -1500], [-3100, -1850]]
  .map(([east, north]) => at(east, north));
export const parks = [
  [[-1350, 900], [-760, 1160], [-640, 760], [-1060, 540]], [[250, -1350], [800, -1250], [980, -1750], [380, -1900]],
  [[-600, -160], [-330, -60], [-260, -270], [-520, -330]], [[-2300, 200], [-1900, 520], [-1650, 120], [-2050, -150]],
].map(park => park.map(([east, north]) => at(east, north)));

/** Name, from, to. @type {[string, number, number, number, number][]} */
export const streets = [
  ['Ahornweg', 48.19576, 11.593783, 48.201084, 11.59504],
  ['Akazienstraße', 48.208053, 11.599651, 48.206079, 11.607177],
  ['Amselsteig', 48.210205, 11.605573, 48.212491, 11.598249],
  ['Bachgasse', 48.211335, 11.595251, 48.216139, 11.598919],
  ['Birkenallee', 48.208145, 11.589957, 48.207058, 11.582035],
  ['Bootshausweg', 48.195089, 11.589792, 48.1897, 11.589679],
  ['Brunnenstraße', 48.216632, 11.594351, 48.220169, 11.600455],
  ['Dammweg', 48.188385, 11.598599, 48.189888, 11.590835],
  ['Drosselweg', 48.19306, 11.624411, 48.189813, 11.617957],
  ['Erlengrund', 48.215724, 11.618284, 48.221044, 11.616982],
  ['Eschenweg', 48.195316, 11.573733, 48.199402, 11.579006],
  ['Fährgasse', 48.211138, 11.593649, 48.21405, 11.586843],
  ['Falkenweg', 48.185988, 11.593955, 48.191191, 11.596068],
  ['Fischerzeile', 48.210432, 11.591548, 48.205168, 11.593284],
  ['Gartenstraße', 48.18758, 11.604153, 48.19115, 11.598096],
  ['Gerbergasse', 48.210296, 11.58687, 48.209862, 11.594932],
  ['Hafenkai', 48.195278, 11.596073, 48.191945, 11.602427],
  ['Haselweg', 48.202298, 11.578689, 48.198312, 11.573245],
  ['Hechtgasse', 48.204069, 11.578466, 48.206841, 11.585402],
  ['Kastanienring', 48.212318, 11.599435, 48.210479, 11.591832],
  ['Kiefernweg', 48.200096, 11.592555, 48.204506, 11.597204],
  ['Kranichstraße', 48.208946, 11.60933, 48.21105, 11.601884],
  ['Lerchenfeld', 48.209465, 11.586898, 48.214313, 11.590432],
  ['Lindenallee', 48.200686, 11.589973, 48.195379, 11.588563],
  ['Möwenweg', 48.20192, 11.579306, 48.196864, 11.576506],
  ['Mühlbachgasse', 48.180467, 11.600062, 48.185792, 11.601311],
  ['Netzmacherweg', 48.191241, 11.593448, 48.194271, 11.586762],
  ['Nordufer', 48.182627, 11.609553, 48.187426, 11.613234],
  ['Ottersteig', 48.199722, 11.584832, 48.198002, 11.577168],
  ['Pappelallee', 48.205774, 11.599753, 48.208527, 11.5928],
  ['Reiherstraße', 48.212637, 11.618888, 48.21557, 11.625674],
  ['Schilfweg', 48.184927, 11.600879, 48.188772, 11.606544],
  ['Seepromenade', 48.185628, 11.581872, 48.186335, 11.573858],
  ['Seilergasse', 48.195942, 11.6053, 48.198005, 11.61277],
  ['Sonnenhang', 48.197745, 11.58893, 48.199913, 11.596333],
  ['Südufer', 48.194236, 11.590216, 48.196001, 11.597856],
  ['Ulmenstraße', 48.217823, 11.615388, 48.213905, 11.620942],
  ['Wacholderweg', 48.216767, 11.591117, 48.221823, 11.593922],
  ['Weidengrund', 48.206562, 11.57468, 48.201396, 11.572375],
  ['Wiesenweg', 48.197564, 11.616232, 48.1937, 11.621869],
];
