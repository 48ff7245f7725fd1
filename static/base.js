// Where the server is. Without this Streamlit's front end takes the page's own address for it, is
// refused there, and only then asks one level above: a tenth of a second of every first visit.
window.__streamlit = { BACKEND_BASE_URL: new URL("./", location.href).href };
