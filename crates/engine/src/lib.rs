//! All rules over one app: parallel, isolated, ordered
