package users

// ParsePINHash is for the fuzz test.
func ParsePINHash(text string) { _, _ = parsePINHash(text) }
