package desk

import "context"

type askedBy struct{}

// AskedBy notes for which side what runs under ctx is done: the desk's own
// requests do not stand in line behind those of customers, who are many.
func AskedBy(ctx context.Context, side Side) context.Context {
	return context.WithValue(ctx, askedBy{}, side)
}

// Asking is the side that AskedBy noted; the desk's, unless it was noted.
func Asking(ctx context.Context) Side {
	if side, noted := ctx.Value(askedBy{}).(Side); noted {
		return side
	}
	return DeskSide
}
