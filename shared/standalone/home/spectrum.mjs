/** Spectrum's elements that the window uses beside those of the panel (shared/browser/spectrum.mjs). */
import '@spectrum-web-components/icons-workflow/icons/sp-icon-alert.js'
import '@spectrum-web-components/icons-workflow/icons/sp-icon-checkmark-circle.js'
import '@spectrum-web-components/icons-workflow/icons/sp-icon-close.js'
import '@spectrum-web-components/icons-workflow/icons/sp-icon-close-circle.js'
import '@spectrum-web-components/icons-workflow/icons/sp-icon-contrast.js'
import '@spectrum-web-components/icons-workflow/icons/sp-icon-log-out.js'
