//! E-mail, names and phone numbers as typed values with comparison keys.
