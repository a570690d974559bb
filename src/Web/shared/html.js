// What every component imports: Preact and htm, from the one vendored file.
export {
  html, render, createContext, useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext,
} from '../vendor/preact-htm/standalone.module.js';
