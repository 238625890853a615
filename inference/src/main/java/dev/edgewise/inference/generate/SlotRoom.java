package dev.edgewise.inference.generate;

/**
 * Where a decoder's slots get the memory for keys and values from. The first slot has its own; each further one is asked
 * for when it is wanted. Any thread; quick.
 */
public interface SlotRoom {
    /** All slots have their memory already. */
    SlotRoom ALL = new SlotRoom() {
        @Override
        public boolean takeOne() {
            return true;
        }

        @Override
        public void giveOneBack() {}
    };

    /** Asks for the memory of one more text; false where there is none now. */
    boolean takeOne();

    /** Gives what was asked for last back. */
    void giveOneBack();
}
